"""Customer service: the queue, the ticket, and what stands of them on other pages."""
