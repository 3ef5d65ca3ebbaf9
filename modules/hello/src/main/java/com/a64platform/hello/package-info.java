/** The smallest module: one resource that greets. */
package com.a64platform.hello;
