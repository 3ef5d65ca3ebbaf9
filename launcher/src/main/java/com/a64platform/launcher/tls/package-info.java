/** The certificate that a node serves HTTPS with: read, checked, and taken up again when its files change. */
package com.a64platform.launcher.tls;
