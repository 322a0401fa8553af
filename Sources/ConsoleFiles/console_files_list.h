FILE_BYTES file_0[] = {
#embed "files/console.css"
};
static const console_file files[] = {
  {"console.css", file_0, sizeof file_0},
};
