#include "share.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#define LOG_LEVEL 3 /* where a refused login says so; what is sent is shown from 10 on */
#define LOG_ROOM ((size_t)16384)

/* libsmbclient cannot ask for signing but in its configuration; the machine's own is none of ours. */
static const char configuration[] = "[global]\n"
                                    "client min protocol = SMB2_02\n"
                                    "client max protocol = SMB3\n"
                                    "client ipc min protocol = SMB2_02\n"
                                    "client signing = required\n"
                                    "client ipc signing = required\n"
                                    "client use spnego = yes\n"
                                    "client ntlmv2 auth = yes\n"
                                    "client lanman auth = no\n"
                                    "client plaintext auth = no\n"
                                    "name resolve order = host\n"
                                    "disable netbios = yes\n";

static bool fail(struct hr_share *share, enum hr_talk_trouble trouble, const char *text)
{
	share->trouble = trouble;
	(void)snprintf(share->text, sizeof share->text, "%s", text);
	return false;
}

/* --- what the library asks and says --- */

static void copy(char *into, int room, const char *from, size_t length)
{
	if (room > 0)
		(void)snprintf(into, (size_t)room, "%.*s", (int)length, from);
}

/*
 * "CONTOSO\reader" has its domain in it. With Kerberos the ticket says who it is, and the name whose realm it is;
 * without a name the library would log on as nobody, and with a password it would ask for another ticket.
 */
static void who(SMBCCTX *library, const char *server, const char *name, char *domain, int domain_room, char *user,
                int user_room, char *password, int password_room)
{
	const struct hr_share *share = smbc_getOptionUserData(library);
	const struct hr_asked *asked = share->asked;
	(void)server;
	(void)name;
	const char *slash = strchr(asked->user, '\\');
	const char *own = slash == NULL ? asked->user : slash + 1;
	copy(domain, domain_room, asked->user, slash == NULL ? 0 : (size_t)(slash - asked->user));
	copy(user, user_room, own, strlen(own));
	copy(password, password_room, asked->kerberos ? "" : asked->password,
	     asked->kerberos ? 0 : strlen(asked->password));
}

/*
 * errno says EACCES both for a wrong password and for a pipe that is closed to us: only what the library logs tells
 * them apart. It goes to a file in memory. (Its callback for log lines, smbc_setLogCallback(), ends the process
 * in 4.17.)
 */
static bool hear(void)
{
	int memory = memfd_create("log", MFD_CLOEXEC);
	bool good = memory >= 0 && dup2(memory, STDERR_FILENO) == STDERR_FILENO;
	if (memory >= 0)
		(void)close(memory);
	return good;
}

/* What was logged since that place, the end of it if it is much. */
static void heard_since(off_t place, char *text, size_t room)
{
	off_t end = lseek(STDERR_FILENO, 0, SEEK_END);
	if (end - place >= (off_t)room)
		place = end - (off_t)room + 1;
	ssize_t got = pread(STDERR_FILENO, text, room - 1, place);
	text[got < 0 ? 0 : got] = '\0';
}

/* --- opening --- */

/* The options for Kerberos let the library fall back on other ways; this does not. */
static bool configure(SMBCCTX *library, bool kerberos)
{
	char text[sizeof configuration + 40], path[32];
	int length = snprintf(text, sizeof text, "%sclient use kerberos = %s\n", configuration,
	                      kerberos ? "required" : "off");
	int memory = memfd_create("smb.conf", MFD_CLOEXEC);
	bool good = memory >= 0 && length > 0 && write(memory, text, (size_t)length) == length;
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
	good = good && smbc_setConfiguration(library, path) == 0;
	if (memory >= 0)
		(void)close(memory);
	return good;
}

static bool prepare(struct hr_share *share)
{
	SMBCCTX *library = smbc_new_context();
	share->library = library;
	if (library == NULL)
		return fail(share, HR_TROUBLE_OWN, "libsmbclient cannot be set up");
	smbc_setOptionUserData(library, share);
	smbc_setOptionDebugToStderr(library, 1);
	smbc_setFunctionAuthDataWithContext(library, who);
	smbc_setOptionNoAutoAnonymousLogin(library, 1);
	smbc_setOptionUseKerberos(library, share->asked->kerberos);
	smbc_setOptionFallbackAfterKerberos(library, 0);
	smbc_setTimeout(library, (int)share->asked->timeout_ms);
	smbc_setPort(library, 445);
	if (smbc_init_context(library) == NULL || !configure(library, share->asked->kerberos) ||
	    !smbc_setOptionProtocols(library, "SMB2_02", "SMB3"))
		return fail(share, HR_TROUBLE_OWN, "libsmbclient does not take its settings");
	smbc_setDebug(library, LOG_LEVEL); /* last: the configuration sets it as well */
	return hear() || fail(share, HR_TROUBLE_OWN, "there is no memory for the log");
}

/* What went wrong: the words in the log, else errno. The first row that fits. */
static const struct {
	const char *words; /* the log's; what follows them on the line is told */
	int number;
	enum hr_talk_trouble trouble;
} meanings[] = {
        {"gse_get_client_auth_token: ", 0, HR_TROUBLE_TICKET},
        {"Kerberos auth with ", 0, HR_TROUBLE_TICKET},
        {"Could not find a suitable mechtype", 0, HR_TROUBLE_TICKET},
        {"SPNEGO login failed: ", 0, HR_TROUBLE_LOGON},
        {NULL, ECONNREFUSED, HR_TROUBLE_UNREACHABLE},
        {NULL, EHOSTUNREACH, HR_TROUBLE_UNREACHABLE},
        {NULL, ENETUNREACH, HR_TROUBLE_UNREACHABLE},
        {NULL, ETIMEDOUT, HR_TROUBLE_UNREACHABLE},
        {NULL, ECONNABORTED, HR_TROUBLE_DIALECT},
        {NULL, ECONNRESET, HR_TROUBLE_DIALECT},
        {NULL, ENETRESET, HR_TROUBLE_DIALECT},
        {NULL, ENOENT, HR_TROUBLE_SERVICE},
        {NULL, EACCES, HR_TROUBLE_DENIED},
        {NULL, EPERM, HR_TROUBLE_DENIED},
};

static bool explain(struct hr_share *share, int number, off_t place)
{
	char log[LOG_ROOM];
	heard_since(place, log, sizeof log);
	share->trouble = HR_TROUBLE_UNREACHABLE;
	(void)snprintf(share->text, sizeof share->text, "%s", strerror(number));
	for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
		const char *words = meanings[i].words;
		const char *at = words == NULL ? NULL : strstr(log, words);
		if (at == NULL && (words != NULL || meanings[i].number != number))
			continue;
		share->trouble = meanings[i].trouble;
		if (at != NULL)
			(void)snprintf(share->text, sizeof share->text, "%.*s", (int)strcspn(at + strlen(words), "\n"),
			               at + strlen(words));
		break;
	}
	share->in = share->trouble == HR_TROUBLE_SERVICE;
	return false;
}

/* Of a name or an address, in a URL of libsmbclient. */
static bool open_at(struct hr_share *share, const char *host)
{
	char url[320];
	bool wide = strchr(host, ':') != NULL;
	int length = snprintf(url, sizeof url, "smb://%s%s%s/IPC$/winreg", wide ? "[" : "", host, wide ? "]" : "");
	if (length < 0 || (size_t)length >= sizeof url || strcspn(host, "/?@%\\;") != strlen(host))
		return fail(share, HR_TROUBLE_OWN, "the name is none of a host");
	off_t place = lseek(STDERR_FILENO, 0, SEEK_END);
	errno = 0;
	share->pipe = smbc_getFunctionOpen(share->library)(share->library, url, O_RDWR, 0);
	return share->pipe != NULL || explain(share, errno, place);
}

bool hr_share_open(struct hr_share *share, struct hr_asked *asked)
{
	*share = (struct hr_share){.asked = asked};
	bool good = prepare(share);
	/* A ticket is for a name. */
	if (good && (asked->kerberos || asked->address_count == 0))
		good = open_at(share, asked->host);
	for (size_t i = 0; good && share->pipe == NULL && i < asked->address_count; i++)
		if (!open_at(share, asked->addresses[i]) &&
		    (share->trouble != HR_TROUBLE_UNREACHABLE || i + 1 == asked->address_count))
			good = false;
	if (asked->password != NULL)
		explicit_bzero(asked->password, strlen(asked->password));
	return good;
}

void hr_share_close(struct hr_share *share)
{
	if (share->pipe != NULL)
		(void)smbc_getFunctionClose(share->library)(share->library, share->pipe);
	if (share->library != NULL)
		(void)smbc_free_context(share->library, 1);
	*share = (struct hr_share){.asked = share->asked};
}

/* --- the pipe --- */

bool hr_share_write(void *context, const uint8_t *bytes, size_t length)
{
	struct hr_share *share = context;
	return smbc_getFunctionWrite(share->library)(share->library, share->pipe, bytes, length) == (ssize_t)length;
}

/* Never more than is there: the library waits until all that was asked for has come. */
bool hr_share_read(void *context, uint8_t *bytes, size_t length)
{
	struct hr_share *share = context;
	while (length > 0) {
		ssize_t got = smbc_getFunctionRead(share->library)(share->library, share->pipe, bytes, length);
		if (got <= 0)
			return false;
		bytes += got;
		length -= (size_t)got;
	}
	return true;
}
