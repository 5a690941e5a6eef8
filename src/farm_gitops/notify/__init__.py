"""Sends what happened to where it is wanted: webhooks over HTTP, people through Apprise. The only speaker of HTTP."""
