/** Signing in, staying signed in, signing out. */
package com.a64platform.core.rest.auth;
