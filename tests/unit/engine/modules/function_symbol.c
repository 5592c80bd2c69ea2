/* The name is there, as code. */
void hybridready_module(void);
__attribute__((visibility("default"))) void hybridready_module(void)
{
}
