<?xml version="1.0" encoding="UTF-8"?>
<!--
  The findings as JUnit XML, for build servers: a suite per check module, a case per finding. Not ready is a failure;
  unknown and not applicable are skipped, with the reason; so is what is waived or of a rule that is off.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:hybridready:report:1"
                exclude-result-prefixes="r">
  <xsl:include href="common.xsl"/>
  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>

  <xsl:template match="/">
    <xsl:variable name="findings" select="r:readiness-report/r:findings/r:finding"/>
    <testsuites name="hybridready" tests="{count($findings)}" failures="{count($findings[@outcome = 'not-ready' and not(@waiver) and not(@off)])}"
                skipped="{count($findings[@outcome = 'unknown' or @outcome = 'not-applicable' or @waiver or @off])}" errors="0">
      <xsl:call-template name="suites"><xsl:with-param name="findings" select="$findings"/></xsl:call-template>
    </testsuites>
  </xsl:template>

  <!-- The first module's findings, then the rest: as deep as there are modules. -->
  <xsl:template name="suites">
    <xsl:param name="findings"/>
    <xsl:variable name="module" select="substring-before($findings[1]/@rule, '.')"/>
    <xsl:if test="$findings">
      <xsl:call-template name="suite">
        <xsl:with-param name="module" select="$module"/>
        <xsl:with-param name="cases" select="$findings[substring-before(@rule, '.') = $module]"/>
      </xsl:call-template>
      <xsl:call-template name="suites">
        <xsl:with-param name="findings" select="$findings[substring-before(@rule, '.') != $module]"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="suite">
    <xsl:param name="module"/>
    <xsl:param name="cases"/>
    <testsuite name="{$module}" tests="{count($cases)}" failures="{count($cases[@outcome = 'not-ready' and not(@waiver) and not(@off)])}"
               skipped="{count($cases[@outcome = 'unknown' or @outcome = 'not-applicable' or @waiver or @off])}" errors="0" time="0"
               timestamp="{substring($report/r:run/@started, 1, 19)}">
      <xsl:apply-templates select="$cases"/>
    </testsuite>
  </xsl:template>

  <xsl:template match="r:finding">
    <testcase classname="{@rule}" name="{@about}" time="0">
      <xsl:choose>
        <xsl:when test="@waiver">
          <xsl:variable name="waiver" select="$report/r:tailoring/r:waiver[@n = current()/@waiver]"/>
          <skipped message="{concat($w[@id = 'waived'], ' ', $w[@id = 'until'], ' ', $waiver/@until, ' (', $waiver/@who, '): ', $waiver/@why, ' | ', $v[@id = current()/@outcome], ': ', r:message)}"/>
        </xsl:when>
        <xsl:when test="@off">
          <skipped message="{concat($w[@id = 'does-not-count'], ': ', $report/r:tailoring/r:adjusted[@rule = current()/@rule]/@why, ' | ', $v[@id = current()/@outcome], ': ', r:message)}"/>
        </xsl:when>
        <xsl:when test="@outcome = 'not-ready'">
          <failure type="{@severity}" message="{r:message}">
            <xsl:call-template name="title"><xsl:with-param name="kind" select="'rule'"/><xsl:with-param name="id" select="@rule"/></xsl:call-template>
            <xsl:text>&#10;</xsl:text>
            <xsl:value-of select="r:message"/>
            <xsl:for-each select="key('fact-id', @fact)">
              <xsl:value-of select="concat('&#10;', @key, ' ', @seen, ' (', @by, ', ', @at, '): ', .)"/>
            </xsl:for-each>
            <xsl:if test="@remedy != ''">
              <xsl:text>&#10;</xsl:text>
              <xsl:call-template name="title"><xsl:with-param name="kind" select="'remedy'"/><xsl:with-param name="id" select="@remedy"/></xsl:call-template>
            </xsl:if>
          </failure>
        </xsl:when>
        <xsl:when test="@outcome = 'unknown' or @outcome = 'not-applicable'">
          <skipped message="{concat($v[@id = current()/@outcome], ': ', r:message)}"/>
        </xsl:when>
      </xsl:choose>
    </testcase>
  </xsl:template>
</xsl:stylesheet>
