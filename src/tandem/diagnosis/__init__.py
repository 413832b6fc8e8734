"""Why things moved: what lies behind a change of revenue, and which campaign has begun to bring the wrong people."""
