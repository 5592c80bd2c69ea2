/* Runs a fuzz target over every file of the folders and files named, without libFuzzer: the corpus as an ordinary test.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t replayed;

static int replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL) {
		perror(path);
		return 1;
	}
	size_t capacity = (size_t)1 << 22;
	uint8_t *data = malloc(capacity);
	size_t size = data == NULL ? 0 : fread(data, 1, capacity, file);
	(void)fclose(file);
	/* An exact allocation, so that a sanitizer sees a read past the end. */
	uint8_t *exact = data == NULL ? NULL : realloc(data, size > 0 ? size : 1);
	if (exact == NULL) {
		free(data);
		return 1;
	}
	(void)LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	replayed++;
	return 0;
}

static int replay_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	if (dir == NULL) {
		perror(folder);
		return 1;
	}
	int failed = 0;
	for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
		if (entry->d_name[0] == '.')
			continue;
		char path[4096];
		int length = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		failed |= length < 0 || (size_t)length >= sizeof path || replay_file(path) != 0;
	}
	(void)closedir(dir);
	return failed;
}

int main(int argc, char **argv)
{
	int failed = 0;
	for (int i = 1; i < argc; i++) {
		struct stat status;
		if (stat(argv[i], &status) != 0) {
			perror(argv[i]);
			failed = 1;
		} else {
			failed |= S_ISDIR(status.st_mode) ? replay_folder(argv[i]) : replay_file(argv[i]);
		}
	}
	printf("%zu inputs replayed\n", replayed);
	/* A corpus that went missing must not look like one that passed. */
	return failed != 0 || replayed == 0;
}
