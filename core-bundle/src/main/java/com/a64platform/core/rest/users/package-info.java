/** Users, for their administrators. */
package com.a64platform.core.rest.users;
