#include "cli/help.h"

#include <string.h>

static const char overview[] =
        "hybridready - are AD FS, Exchange, Skype for Business and Office Online servers ready for TLS 1.2?\n"
        "\n"
        "It finds the servers in Active Directory, looks at them from outside, judges what it saw and writes one\n"
        "report. It only reads: nothing on any server is changed.\n"
        "\n"
        "usage: hybridready VERB [options]\n"
        "\n"
        "  run                discover, collect, assess, write the report: the main job\n"
        "  discover           the inventory only\n"
        "  collect REPORT     examine the servers of an inventory from outside\n"
        "  import REPORT FILE...   add what the servers' owners brought\n"
        "  listen REPORT      record what the servers offer when they connect out: the canary\n"
        "  assess REPORT      judge (again)\n"
        "  render REPORT      the report as a page, table, JSON, JUnit, Markdown\n"
        "  diff OLD NEW       what changed between two reports, and a go or no-go\n"
        "  watch REPORT       follow a change window: look again and again, say what changes\n"
        "  merge REPORT...    reports of several network segments or shards, as one\n"
        "  probe HOST[:PORT]  which TLS versions and suites an endpoint accepts; no directory\n"
        "  checks             the rules, and the date of the catalog\n"
        "  help VERB          more on a verb; so does VERB --help\n"
        "\n"
        "Exit status: 0 all ready, 1 something not ready, 2 something unknown, 3 the run failed, 64 wrong usage.\n"
        "\n"
        "First steps:\n"
        "  hybridready run --ldap ldaps://dc1.contoso.com --bind-dn reader@contoso.com --password-file secret\n"
        "  hybridready render report.xml --format html -o report.html\n";

static const char sources[] =
        "Where to look (they add up):\n"
        "  --ldap URI             a domain controller: ldaps://host, or ldap://host with --starttls or --gssapi\n"
        "  --domain NAME          find a domain controller by DNS\n"
        "  --bind-dn NAME         who to bind as: a DN or user@domain\n"
        "  --password-file FILE   its first line is the secret; nobody else may read the file (chmod 600)\n"
        "  --gssapi               bind with the Kerberos ticket you have (kinit)\n"
        "  --starttls             TLS on the LDAP port\n"
        "  --ldif FILE            an export by ldifde or ldapsearch\n"
        "  --topology FILE        a Skype for Business topology: Get-CsTopology -AsXml, or a .tbxml\n"
        "  --servers FILE         lines \"host product role [service:port...]\"\n";

static const char network[] =
        "How to look:\n"
        "  --ca FILE              further certificate authorities to trust, PEM\n"
        "  --resolve HOST:ADDRESS --hosts FILE      names that DNS does not answer for\n"
        "  --nameserver ADDRESS   ask this name server\n"
        "  --ports SERVICE=PORT   another port for a service\n"
        "  --concurrency N        connections in all (512)     --per-host N   to one host (4)\n"
        "  --shard I/N            look at the I-th of N parts of the servers alone; merge puts the parts together\n"
        "  --rate N/s             new connections per second   --timeout SECONDS   for each answer (10)\n"
        "  --deep                 probe, collect, run: also all groups and signature algorithms, and how an unknown "
        "name,\n"
        "                         version and a long hello are borne; 20 to 60 more connections to each endpoint, at "
        "most 128\n";

static const char judging[] =
        "How to judge:\n"
        "  --tailoring FILE       rules off, severities, phase, expectations and waivers of your organisation (XML;\n"
        "                         docs/tailoring.md). What is waived keeps its outcome and is shown\n"
        "  --accept-waivers       exit status by the verdicts; without it a waived finding counts in it like any "
        "other\n";

static const char crashes[] =
        "After a crash (what is seen is kept in REPORT.journal until the report is written):\n"
        "  --resume               go on: what was seen counts, and nothing that was done is done again\n"
        "  --restart              throw away what an interrupted one left, and begin anew\n";

static const char registry[] =
        "Registries, read over SMB (never unless asked for; only the values that the catalog names):\n"
        "  --registry             of every server of the inventory, 8 at a time\n"
        "  --smb-user NAME        as whom: CONTOSO\\reader or reader@contoso.com; an administrator of the servers\n"
        "  --smb-password-file FILE   its first line is the secret (chmod 600); without it you are asked\n"
        "  --smb-kerberos         with the Kerberos ticket that you have (kinit); --smb-user is then NAME@REALM\n"
        "  --smb-keytab FILE      with a ticket that kinit fetches for this run by a keytab\n";

static const char common[] = "Everywhere:\n"
                             "  --cloud NAME           worldwide, gcc, gcc-high, dod, 21vianet\n"
                             "  --lang en|nl           language of the report\n"
                             "  -o FILE                where to write; - for standard output\n"
                             "  --quiet --progress --no-color     --checks DIR --catalog DIR\n";

struct page {
	const char *verb;
	const char *text;
	const char *more[5];
};

static const struct page pages[] = {
        {"run",
         "usage: hybridready run SOURCE... [options]\n\nFinds the servers, examines their endpoints, judges and writes "
         "the "
         "report (report.xml).\nCtrl-C ends early: what was seen is kept, what was not stays unknown. After that, or "
         "after a "
         "crash,\n\"hybridready collect REPORT --resume\" goes on; --restart begins anew.\n\n",
         {sources, network, registry, judging, common}},
        {"discover",
         "usage: hybridready discover SOURCE... [options]\n\nWrites the inventory alone, so that its owners can look "
         "at it "
         "before anything is probed.\n\n",
         {sources, network, common}},
        {"collect",
         "usage: hybridready collect REPORT [options]\n\nExamines the endpoints of the inventory in REPORT and adds "
         "what it "
         "saw to it (or writes to -o).\n\n"
         "  --service              also look at the way to Microsoft 365: connect from this machine to its names, and "
         "say\n                         which versions come through and who issued the certificate (run knows it "
         "too)\n\n",
         {network, registry, crashes, common}},
        {"import",
         "usage: hybridready import REPORT FILE... [--server NAME] [-o FILE]\n\nAdds what files say to REPORT (or -o). "
         "The kind of each file is recognised:\n\n"
         "  the folder, or a zip of it, that the collector wrote on a server (share/hybridready/collector; it only "
         "reads)\n"
         "  a registry export (regedit, reg export): of HKLM\\SYSTEM\\...\\SCHANNEL and the other keys the report asks "
         "for\n"
         "  the XML of Exchange HealthChecker\n"
         "  Exchange's SMTP protocol logs (SmtpReceive, SmtpSend), of Edge servers too\n"
         "  IIS logs (W3C): the field crypt-protocol shows versions, User-Agent programs that cannot do TLS 1.2\n"
         "  packet captures (pcap, pcapng): what servers offered and agreed on as clients, and who came to them how\n"
         "  mails (.eml) as they arrived in Microsoft 365: their Received fields show the version of each hop\n"
         "  a Skype for Business topology (Get-CsTopology -AsXml, .tbxml)\n\n"
         "  --server NAME          whose it is, where neither the file nor its name (fe01.contoso.com.reg) says\n"
         "  --since DAY            leave out what logs, mails and captures say of earlier days\n"
         "  --resolve HOST:ADDRESS --hosts FILE --nameserver ADDRESS      whose the addresses in captures are\n"
         "A folder stands for all files in it. Nothing is written unless every file could be read.\n\n",
         {common, NULL, NULL}},
        {"listen",
         "usage: hybridready listen REPORT [--https ADDR:PORT] [--smtp ADDR:PORT] [--sip ADDR:PORT] [--for "
         "SECONDS]\n\n"
         "Answers as a web, mail and SIP server (each option as often as you like), and adds to REPORT (or -o) what "
         "TLS\n"
         "each server of the inventory offers when it calls. Without --for it listens until Ctrl-C. A caller is known "
         "by\n"
         "its address, by the name of its address, or by the path https://.../s/SERVER. The page /status, asked for "
         "from\n"
         "this machine itself, shows who has called.\n\n"
         "  --commands FILE        write there what to run on each server (default: standard output)\n"
         "  --certificate FILE --key FILE      PEM; default: one made for this run, trusted by nobody\n"
         "  --concurrency N        callers at once (4096)\n"
         "  --resolve HOST:ADDRESS --hosts FILE --nameserver ADDRESS      whose addresses these are\n",
         {crashes, common, NULL}},
        {"assess",
         "usage: hybridready assess REPORT [options]\n\nJudges the evidence in REPORT with the rules and catalog at "
         "hand, and "
         "writes findings, plan and verdicts\ninto it (or to -o).\n\n",
         {judging, common, NULL}},
        {"render",
         "usage: hybridready render REPORT [--format html,csv,json,junit,markdown,reg | --stylesheet FILE] [-o "
         "FILE]\n\nWith one "
         "format, -o is the file (default: standard output); with several, the beginning of their names.\n"
         "--format reg --server NAME writes the registry values that the findings about that server call for, as a "
         ".reg "
         "file\nfor a person to apply, and beside it FILE-undo.reg, which takes them back.\n",
         {NULL, NULL, NULL}},
        {"diff",
         "usage: hybridready diff OLD NEW [--format text|xml|html] [-o FILE] [--lang en|nl]\n\nSays what changed "
         "between two "
         "reports, regressions first, and a go or no-go. What only the catalog, the version of\nthe program, the date "
         "or "
         "the inventory changed is said apart: OLD's evidence is judged again by this catalog.\n"
         "Exit status: 0 nothing worse, 1 something got worse, 2 cannot tell.\n\n"
         "  --lang en|nl           language of the sentences (default: that of NEW)\n"
         "  --checks DIR --catalog DIR         other check modules, another catalog to judge by\n",
         {NULL, NULL, NULL}},
        {"watch",
         "usage: hybridready watch REPORT [--interval SECONDS] [--for SECONDS] [--events FILE] [-o FILE]\n\n"
         "Looks at every endpoint of REPORT again and again, briefly; what changed is looked at in full and judged. On "
         "a\nterminal it shows which endpoints are on which versions, what changed, which steps of the plan are done, "
         "and "
         "rings\nwhen something gets worse (q ends, space shows more); in a pipe it prints a line per event. At its "
         "end, by "
         "--for, q,\nCtrl-C or SIGTERM, it looks at everything once more and writes REPORT (or -o) anew, with what "
         "happened "
         "and a\ngo or no-go: is anything worse than at the beginning?\n\n"
         "  --interval SECONDS     between two looks at an endpoint (30); a change is seen within two of them\n"
         "  --for SECONDS          how long to watch; without it until Ctrl-C\n"
         "  --restart-time SECONDS a server of which nothing answers is restarting for so long (600), then broken\n"
         "  --events FILE          add each event to FILE, a line of XML each (reports/events.xsd)\n"
         "  --timeout SECONDS      for each answer: a quarter of the interval, from 1 to 10 seconds\n"
         "Give the options that REPORT was made with (--hosts, --ports, --deep ...): what they change is no change.\n\n"
         "The exit status says how ready the servers are at the end, as that of run does; go or no-go is in the report "
         "and in\nwhat is printed, and hybridready diff OLD NEW turns it into an exit status.\n\n",
         {network, judging, crashes, common}},
        {"merge",
         "usage: hybridready merge REPORT... [-o FILE] [options]\n\nPuts the inventories and the evidence of several "
         "reports of one organisation together, from several\nnetwork segments or shards, and judges them "
         "(report.xml). "
         "The order of the reports makes no difference.\n\n"
         "What one report saw and another could not see is seen. What they say different things of is unknown: both "
         "are\n"
         "in the evidence, and a notice names it. A shard that is missing is said, and the report is not complete.\n\n",
         {judging, common, NULL}},
        {"probe",
         "usage: hybridready probe HOST[:PORT]... [--targets FILE] [options]\n\nWhich TLS versions and suites each "
         "endpoint accepts, in "
         "its "
         "order of preference, and its certificate.\nPort 443 unless named; [ADDRESS]:PORT for IPv6.\n\n"
         "  --service NAME         how TLS starts: tls, https, sip at once; smtp, imap, pop3, ldap after STARTTLS\n"
         "  --targets FILE         further endpoints, one HOST[:PORT] a line; - for standard input\n"
         "  --format FORMAT        text for people (default), xml as in a report, json with the same in it\n"
         "  --quick                versions, certificate, and one handshake with Microsoft 365's suites: 8 "
         "connections\n"
         "  --fast                 all of it, in half the time and with twice the connections, up to 32 at once to a "
         "host\n"
         "  --explain              say in words what each line means for Microsoft 365\n"
         "Each endpoint is printed as soon as it is done.\n\n",
         {network, common, NULL}},
        {"checks",
         "usage: hybridready checks [--checks DIR] [--catalog DIR] [--tailoring FILE]\n\nLists the check modules with "
         "their rules, and "
         "the date "
         "of the catalog.\n",
         {NULL, NULL, NULL}},
};

bool hr_help_print(FILE *out, const char *verb)
{
	if (verb == NULL) {
		(void)fputs(overview, out);
		return true;
	}
	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
		if (strcmp(pages[i].verb, verb) != 0)
			continue;
		(void)fputs(pages[i].text, out);
		for (size_t k = 0; k < 5 && pages[i].more[k] != NULL; k++)
			(void)fputs(pages[i].more[k], out);
		return true;
	}
	(void)fprintf(stderr, "hybridready help: no verb \"%s\"; hybridready --help lists them\n", verb);
	return false;
}
