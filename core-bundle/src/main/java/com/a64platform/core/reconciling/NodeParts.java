package com.a64platform.core.reconciling;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.admission.DeployFiles;
import com.a64platform.core.doors.Doors;
import com.a64platform.core.installer.Activation;
import com.a64platform.core.modules.StartBreaker;
import com.a64platform.core.planning.NodeRequirements;
import com.a64platform.core.routes.RouteTable;
import java.time.Duration;

/**
 * What a node is changed with.
 *
 * @param doors whom no reason of this node keeps out
 * @param startLimit how long a module may take to start
 */
record NodeParts(
        Admission admission,
        Activation activation,
        RouteTable routes,
        DeployFiles files,
        FileNotes notes,
        MissingArtifacts missing,
        NodeRequirements requirements,
        StartBreaker breaker,
        Doors doors,
        Duration startLimit) {}
