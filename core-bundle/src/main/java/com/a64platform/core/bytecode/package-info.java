/** What a class file refers to, read without loading it. */
package com.a64platform.core.bytecode;
