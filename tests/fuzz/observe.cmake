hr_add_fuzz(client_hello USES base parse)
hr_add_fuzz(answer USES base model parse observe)
