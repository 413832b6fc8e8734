"""Who is who: persons and companies, and the phones, mails and ids they are recognised by."""
