"""Customer service: tickets, their clocks, who answers them and by what rules.

Writing: creating (by hand, form, mail), talking (reply, note, incoming), moving (start … archive), giving (claim,
assign), joining (merge, split), editing. Reading: listing (queue), counting, page. Service settings: calendars,
policies, routing, templates, limits.
"""
