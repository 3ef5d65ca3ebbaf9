/**
 * How the HTTP server stands before its clients: the API's place in it, whose word about a client's address counts, and HTTPS.
 */
package com.a64platform.core.server;
