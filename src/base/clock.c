#include "base/clock.h"

#include <stddef.h>
#include <stdio.h>
#include <time.h>

int64_t hr_clock_now(void)
{
	return (int64_t)time(NULL);
}

int64_t hr_clock_now_ms(void)
{
	struct timespec now = {0, 0};
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Days since 1970-01-01 of a proleptic Gregorian date: count from March, so that the leap day comes last. */
static int64_t days_of(int64_t year, unsigned month, unsigned day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int64_t months_since_march = (int64_t)(month + 9) % 12;
	int64_t day_of_year = (153 * months_since_march + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

int64_t hr_time_of(int year, unsigned month, unsigned day, unsigned hour, unsigned minute, unsigned second)
{
	return days_of(year, month, day) * 86400 + (int64_t)hour * 3600 + (int64_t)minute * 60 + second;
}

char *hr_time_format(int64_t seconds, char text[static HR_TIME_TEXT_MAX])
{
	const int64_t first = -62167219200; /* 0000-01-01 */
	const int64_t last = 253402300799;  /* 9999-12-31T23:59:59 */
	seconds = seconds < first ? first : seconds > last ? last : seconds;
	int64_t days = seconds / 86400;
	int64_t rest = seconds % 86400;
	if (rest < 0) {
		rest += 86400;
		days--;
	}
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t mp = (5 * day_of_year + 2) / 153;
	int day = (int)(day_of_year - (153 * mp + 2) / 5 + 1);
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);
	int year = (int)(year_of_era + era * 400 + (month <= 2));
	(void)snprintf(text, HR_TIME_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, (int)(rest / 3600),
	               (int)(rest / 60 % 60), (int)(rest % 60));
	return text;
}

/* `count` digits at *text, which moves past them; -1 if they are not there. */
static int digits(const char **text, unsigned count)
{
	int value = 0;
	for (unsigned i = 0; i < count; i++, (*text)++) {
		if (**text < '0' || **text > '9')
			return -1;
		value = value * 10 + (**text - '0');
	}
	return value;
}

static bool is_civil(int year, int month, int day, int hour, int minute, int second)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (year < 0 || month < 1 || month > 12 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
	    second > 59)
		return false;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return day >= 1 && day <= lengths[month - 1] + (month == 2 && leap);
}

static bool civil_seconds(const int part[static 6], int64_t *seconds)
{
	if (!is_civil(part[0], part[1], part[2], part[3], part[4], part[5]))
		return false;
	*seconds = hr_time_of(part[0], (unsigned)part[1], (unsigned)part[2], (unsigned)part[3], (unsigned)part[4],
	                      (unsigned)part[5]);
	return true;
}

bool hr_time_parse(const char *text, int64_t *seconds)
{
	static const char separators[] = "--T::Z";
	int part[6] = {0, 0, 0, 0, 0, 0};
	for (unsigned i = 0; i < 6; i++) {
		part[i] = digits(&text, i == 0 ? 4 : 2);
		if (part[i] < 0)
			return false;
		if (i == 2 && *text == '\0')
			return civil_seconds(part, seconds);
		if (*text++ != separators[i])
			return false;
	}
	return *text == '\0' && civil_seconds(part, seconds);
}

bool hr_time_parse_generalized(const char *text, int64_t *seconds)
{
	int part[6] = {0, 0, 0, 0, 0, 0};
	for (unsigned i = 0; i < 6; i++) {
		part[i] = digits(&text, i == 0 ? 4 : 2);
		if (part[i] < 0)
			return false;
	}
	if (*text == '.' || *text == ',') {
		text++;
		while (*text >= '0' && *text <= '9')
			text++;
	}
	return text[0] == 'Z' && text[1] == '\0' && civil_seconds(part, seconds);
}
