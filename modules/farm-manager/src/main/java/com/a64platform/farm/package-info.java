/** Farms and their blocks: resources, the rules of their fields, and where they are kept. */
package com.a64platform.farm;
