/** Every refusal and failure that a client is told: its code, its status, its sentence. */
package com.a64platform.core.problem;
