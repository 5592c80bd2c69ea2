#include "observe/commands.h"

#include <string.h>

/* An address of several words, as URLs want it. */
static const char *open_of(const char *host)
{
	return strchr(host, ':') != NULL ? "[" : "";
}

static const char *close_of(const char *host)
{
	return strchr(host, ':') != NULL ? "]" : "";
}

/*
 * Each program has a TLS of its own to set: System.Net follows SchUseStrongCrypto, WinHTTP its DefaultSecureProtocols,
 * BITS and certutil (CryptNet) call WinHTTP. Windows PowerShell 5.1 (powershell.exe) is a .NET Framework program;
 * PowerShell 7 is not, and would show another stack. The first two accept any certificate for this one call (WinHTTP:
 * option 4, SslErrorIgnoreFlags, all of 0x3300), so that they get as far as the path that tells who they are; BITS and
 * certutil end with a complaint unless the certificate is trusted, and are then known by their address.
 */
static void write_https(const struct hr_server *server, const struct hr_canary_place *place, const char *host,
                        struct hr_buffer *text)
{
	struct hr_buffer url = {.ceiling = 2048};
	hr_buffer_printf(&url, "https://%s%s%s:%u/s/%s", open_of(host), host, close_of(host), (unsigned)place->port,
	                 server->id);
	if (url.failed) {
		text->failed = true;
		hr_buffer_free(&url);
		return;
	}
	hr_buffer_printf(text,
	                 "  .NET Framework, 64 bit (in Windows PowerShell)\n"
	                 "    powershell.exe -NoProfile -Command \""
	                 "[Net.ServicePointManager]::ServerCertificateValidationCallback = {$true}; "
	                 "(New-Object Net.WebClient).DownloadString('%s?dotnet')\"\n"
	                 "  .NET Framework, 32 bit\n"
	                 "    %%SystemRoot%%\\SysWOW64\\WindowsPowerShell\\v1.0\\powershell.exe -NoProfile -Command "
	                 "\""
	                 "[Net.ServicePointManager]::ServerCertificateValidationCallback = {$true}; "
	                 "(New-Object Net.WebClient).DownloadString('%s?dotnet32')\"\n",
	                 url.data, url.data);
	hr_buffer_printf(
	        text,
	        "  WinHTTP\n"
	        "    powershell.exe -NoProfile -Command \"$h = New-Object -ComObject WinHttp.WinHttpRequest.5.1; "
	        "$h.Open('GET', '%s?winhttp', $false); $h.Option(4) = 13056; $h.Send(); $h.ResponseText\"\n"
	        "  BITS\n"
	        "    powershell.exe -NoProfile -Command \"Start-BitsTransfer -Source '%s?bits' -Destination "
	        "$env:TEMP\\canary.txt\"\n"
	        "  certutil\n"
	        "    certutil.exe -f -urlcache \"%s?certutil\" \"%%TEMP%%\\canary.txt\"\n",
	        url.data, url.data, url.data);
	hr_buffer_free(&url);
}

/* What Exchange sends by its own transport: a connector for a domain that nobody has, removed afterwards. */
static void write_smtp(const struct hr_server *server, const struct hr_canary_place *place, const char *host,
                       struct hr_buffer *text)
{
	size_t label = strcspn(server->name, ".");
	hr_buffer_printf(
	        text,
	        "  Exchange transport (Exchange Management Shell; the last line takes the connector away again)\n"
	        "    New-SendConnector -Name 'TLS canary %.*s' -AddressSpaces 'SMTP:canary.invalid;1' "
	        "-DNSRoutingEnabled $false -SmartHosts '%s%s%s' -Port %u -RequireTLS $true "
	        "-SourceTransportServers '%.*s'\n",
	        (int)label, server->name, open_of(host), host, close_of(host), (unsigned)place->port, (int)label,
	        server->name);
	hr_buffer_printf(
	        text,
	        "    Send-MailMessage -SmtpServer '%s' -From 'canary@%s' -To 'test@canary.invalid' -Subject canary\n"
	        "    Remove-SendConnector 'TLS canary %.*s' -Confirm:$false\n",
	        server->name, server->name, (int)label, server->name);
}

static void write_sip(const struct hr_server *server, const struct hr_canary_place *place, const char *host,
                      struct hr_buffer *text)
{
	hr_buffer_printf(text,
	                 "  Schannel over a plain socket, for SIP over TLS\n"
	                 "    powershell.exe -NoProfile -Command \"$c = New-Object Net.Sockets.TcpClient('%s', %u); "
	                 "(New-Object Net.Security.SslStream($c.GetStream(), $false, {$true}))"
	                 ".AuthenticateAsClient('%s')\"\n",
	                 host, (unsigned)place->port, server->name);
}

void hr_commands_write(const struct hr_roster *roster, const struct hr_canary_place *places, size_t count,
                       const char *name, struct hr_buffer *text)
{
	const struct hr_organisation *o = roster->organisation;
	hr_buffer_text(text, "Run these on the servers named, from a command prompt (cmd.exe). Each makes one "
	                     "connection to the canary and changes nothing,\n"
	                     "but for the test send connector, which the last of its lines removes.\n");
	for (size_t i = 0; i < o->server_count; i++) {
		const struct hr_server *server = &o->servers[i];
		if (!hr_roster_expects(server))
			continue;
		hr_buffer_printf(text, "\n%s\n", server->id);
		for (size_t k = 0; k < count; k++) {
			const struct hr_canary_place *place = &places[k];
			bool any = strcmp(place->address, "0.0.0.0") == 0 || strcmp(place->address, "::") == 0;
			const char *host = any ? name : place->address;
			if (place->service == HR_SERVICE_HTTPS)
				write_https(server, place, host, text);
			else if (place->service == HR_SERVICE_SMTP && server->product == HR_EXCHANGE)
				write_smtp(server, place, host, text);
			else if (place->service == HR_SERVICE_SIP && server->product == HR_SKYPE)
				write_sip(server, place, host, text);
		}
	}
}
