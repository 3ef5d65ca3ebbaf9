/** What an artifact's archive and bundle headers may contain, looked at before anything of it runs. */
package com.a64platform.core.scanning;
