/* Exports something, but not what a module must. */
extern const int something_else;
__attribute__((visibility("default"))) const int something_else = 1;
