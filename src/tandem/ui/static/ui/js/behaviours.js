// Generic behaviours: each works on marks in the page, none knows a page. Without them everything still works.
import "./keyboard.js";
import "./submit_on_change.js";
import "./hover_popover.js";
import "./theme_switch.js";
import "./open_row.js";
import "./live.js";
import "./not_sent.js";
import "./tab_in_sight.js";
