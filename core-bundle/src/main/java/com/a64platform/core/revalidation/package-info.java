/** Keeps every installation true to its license while modules run. */
package com.a64platform.core.revalidation;
