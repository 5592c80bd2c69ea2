<?xml version="1.0" encoding="UTF-8"?>
<!-- What the stylesheets share: looking things up by id, the words of the report's language, the order of outcomes. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:hybridready:report:1"
                exclude-result-prefixes="r">

  <xsl:key name="finding" match="r:finding" use="@about"/>
  <xsl:key name="fact" match="r:fact" use="@about"/>
  <xsl:key name="fact-id" match="r:fact" use="@id"/>
  <xsl:key name="subject" match="r:server | r:endpoint" use="@id"/>
  <xsl:key name="asked" match="r:request" use="concat(@about, ' ', @evidence)"/>
  <xsl:key name="legend" match="r:entry" use="concat(@kind, '/', @id)"/>

  <xsl:variable name="report" select="/r:readiness-report"/>

  <xsl:variable name="language">
    <xsl:choose>
      <xsl:when test="starts-with($report/@xml:lang, 'nl')">nl</xsl:when>
      <xsl:otherwise>en</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <!-- The page's own words, and apart from them, because they are looked up for every finding, those of the contract. -->
  <xsl:variable name="w" select="document(concat('ui-', $language, '.xml'))/ui/word"/>
  <xsl:variable name="v" select="document(concat('ui-', $language, '.xml'))/ui/value"/>

  <!-- Worst first. A word's place in the list is its rank. -->
  <xsl:variable name="outcomes" select="' not-ready unknown ready not-applicable '"/>
  <xsl:variable name="severities" select="' critical high medium low info '"/>

  <!--
    The worst outcome of some findings, as the verdicts count it: not-applicable ones aside, and what is waived or of a
    rule that is off; none left is unknown.
  -->
  <xsl:template name="worst">
    <xsl:param name="findings"/>
    <xsl:variable name="counted" select="$findings[not(@waiver) and not(@off)]"/>
    <xsl:choose>
      <xsl:when test="$counted[@outcome = 'not-ready']">not-ready</xsl:when>
      <xsl:when test="$counted[@outcome = 'unknown']">unknown</xsl:when>
      <xsl:when test="$counted[@outcome = 'ready']">ready</xsl:when>
      <xsl:when test="count($counted) &lt; count($findings)">unknown</xsl:when>
      <xsl:when test="$findings">not-applicable</xsl:when>
      <xsl:otherwise>unknown</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ", 2 waived, 1 of rules that are off" behind a verdict. -->
  <xsl:template name="set-aside-counts">
    <xsl:if test="@waived"><xsl:value-of select="concat(', ', @waived, ' ', $w[@id = 'waived'])"/></xsl:if>
    <xsl:if test="@off"><xsl:value-of select="concat(', ', @off, ' ', $w[@id = 'of-rules-off'])"/></xsl:if>
  </xsl:template>

  <!-- The title of a rule, remedy, kind of evidence or notice; its id where the report brings none. -->
  <xsl:template name="title">
    <xsl:param name="kind"/>
    <xsl:param name="id"/>
    <xsl:variable name="entry" select="key('legend', concat($kind, '/', $id))"/>
    <xsl:choose>
      <xsl:when test="$entry/r:title"><xsl:value-of select="$entry/r:title"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$id"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- "after 1-5, 8": the steps before this one, or how many they are if nobody would read them. -->
  <xsl:template name="after">
    <xsl:variable name="count" select="1 + string-length(@after) - string-length(translate(@after, ' ', ''))"/>
    <xsl:value-of select="concat($w[@id = 'after'], ' ')"/>
    <xsl:choose>
      <xsl:when test="$count &gt; 100"><xsl:value-of select="concat($count, ' ', $w[@id = 'steps-count'])"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="ranges">
          <xsl:with-param name="from" select="number(substring-before(concat(@after, ' '), ' '))"/>
          <xsl:with-param name="to" select="number(substring-before(concat(@after, ' '), ' '))"/>
          <xsl:with-param name="rest" select="concat(substring-after(@after, ' '), ' ')"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Ascending numbers, each with a space behind it; neighbours as a range. One level deep for each number. -->
  <xsl:template name="ranges">
    <xsl:param name="from"/>
    <xsl:param name="to"/>
    <xsl:param name="rest"/>
    <xsl:variable name="next" select="number(substring-before($rest, ' '))"/>
    <xsl:variable name="joins" select="$next = $to + 1"/>
    <xsl:if test="not($joins)">
      <xsl:value-of select="$from"/>
      <xsl:if test="$to &gt; $from"><xsl:value-of select="concat('&#x2013;', $to)"/></xsl:if>
      <xsl:if test="$next = $next">, </xsl:if>
    </xsl:if>
    <!-- What is no number is not equal to itself: the end. -->
    <xsl:if test="$next = $next">
      <xsl:call-template name="ranges">
        <xsl:with-param name="from" select="$from * $joins + $next * not($joins)"/>
        <xsl:with-param name="to" select="$next"/>
        <xsl:with-param name="rest" select="substring-after($rest, ' ')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- What a person calls a subject: the server's name, host:port/service, or "the organisation". -->
  <xsl:template name="subject-name">
    <xsl:param name="id"/>
    <xsl:variable name="subject" select="key('subject', $id)"/>
    <xsl:choose>
      <xsl:when test="$id = 'organisation'"><xsl:value-of select="$w[@id = 'organisation']"/></xsl:when>
      <xsl:when test="$subject/@port">
        <xsl:value-of select="concat($subject/@host, ':', $subject/@port, '/', $subject/@service)"/>
      </xsl:when>
      <xsl:when test="$subject"><xsl:value-of select="$subject/@name"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$id"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    `text` with every `from` replaced by `to`, one character at a time of `from`. The text is halved until nothing is to
    be replaced or one character is left: no deeper than its logarithm, however many there are.
  -->
  <xsl:template name="replace">
    <xsl:param name="text"/>
    <xsl:param name="from"/>
    <xsl:param name="to"/>
    <xsl:choose>
      <xsl:when test="not(contains($text, $from))"><xsl:value-of select="$text"/></xsl:when>
      <xsl:when test="string-length($text) = 1"><xsl:value-of select="$to"/></xsl:when>
      <xsl:otherwise>
        <xsl:variable name="half" select="floor(string-length($text) div 2)"/>
        <xsl:call-template name="replace">
          <xsl:with-param name="text" select="substring($text, 1, $half)"/>
          <xsl:with-param name="from" select="$from"/>
          <xsl:with-param name="to" select="$to"/>
        </xsl:call-template>
        <xsl:call-template name="replace">
          <xsl:with-param name="text" select="substring($text, $half + 1)"/>
          <xsl:with-param name="from" select="$from"/>
          <xsl:with-param name="to" select="$to"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
