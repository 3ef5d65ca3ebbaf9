/** The commands of those who make modules and registries, and of those who say whom a home trusts. */
package com.a64platform.core.cli.publishing;
