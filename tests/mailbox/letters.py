"""Mails as they come in."""
from email.message import EmailMessage
from email.policy import SMTP


def mail(text: str = "It leaks.\n", subject: str = "Pump", sender: str = "Li Lei <li@customer.example>", key: str = "<1@customer.example>",
         files: tuple[tuple[str, bytes], ...] = (), html: str | None = None, **headers: str) -> bytes:
    """A decent mail."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"], message["Message-ID"] = sender, "support@example.com", subject, key
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def bounce(message_id: str, recipient: str, *, action: str = "failed", status: str = "5.1.1", said: str = "550 5.1.1 no such user") -> bytes:
    """A report as RFC 3464 has it."""
    return "\r\n".join([
        "From: Mail Delivery System <mailer-daemon@mx.example>", "To: crm@example.com", "Subject: Undelivered Mail", "Return-Path: <>",
        "Message-ID: <b1@mx.example>", "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "", "--b", "Content-Type: text/plain", "",
        "I am sorry.", "", "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example", "",
        f"Final-Recipient: rfc822; {recipient}", f"Action: {action}", f"Status: {status}", f"Diagnostic-Code: smtp; {said}", "", "--b",
        "Content-Type: text/rfc822-headers", "", f"Message-ID: {message_id}", "Subject: Your pump", "", "--b--", "",
    ]).encode()  # fmt: skip
