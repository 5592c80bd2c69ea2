hr_add_fuzz(client_hello USES base parse)
