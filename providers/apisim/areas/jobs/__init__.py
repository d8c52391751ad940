"""Jobs of the telephony API: work that is started, watched, paused and ends by itself."""
