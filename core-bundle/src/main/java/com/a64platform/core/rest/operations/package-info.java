/** Operations over REST: {@code /api/v1/operations}. */
package com.a64platform.core.rest.operations;
