/** What can be asked of a node: {@code /api/v1/docs}. */
package com.a64platform.core.rest.docs;
