/** Who a person is: users and their roles in tenants, passwords, sign-in, sessions, access tokens. */
package com.a64platform.core.identity;
