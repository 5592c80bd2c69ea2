<?xml version="1.0" encoding="UTF-8"?>
<!-- The findings as RFC 4180 CSV. Column names and words are the contract's, in every language; titles and messages are the report's. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:hybridready:report:1">
  <xsl:include href="common.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:variable name="end" select="'&#13;&#10;'"/>

  <xsl:template match="/">
    <xsl:text>question,outcome,severity,rule,title,product,server,endpoint,message,why,remedy,evidence,fact,seen,value,by,at,unverified,waived-by,waived-until,waived-why,off</xsl:text>
    <xsl:value-of select="$end"/>
    <xsl:apply-templates select="r:readiness-report/r:findings/r:finding"/>
  </xsl:template>

  <!--
    Cells are chosen by expressions, never by templates: libxslt copies all of the output so far each time that a value
    made by a template comes between two pieces of text. A title stands before its finding, hence [1]; an endpoint's name
    is cut to nothing where there is no port.
  -->
  <xsl:template match="r:finding">
    <xsl:variable name="subject" select="key('subject', @about)"/>
    <xsl:variable name="server" select="$subject/ancestor-or-self::r:server"/>
    <xsl:variable name="fact" select="key('fact-id', @fact)"/>
    <xsl:variable name="waiver" select="$report/r:tailoring/r:waiver[@n = current()/@waiver]"/>
    <xsl:call-template name="cell"><xsl:with-param name="of" select="@question"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="@outcome"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="@severity"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="@rule"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="(key('legend', concat('rule/', @rule))/r:title | @rule)[1]"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="$server/@product"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="$server/@name"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="substring(concat($subject/@host, ':', $subject/@port, '/', $subject/@service), 1, 999 * count($subject/@port))"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="r:message"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="@why"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="@remedy"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="@evidence"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="$fact/@key"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="$fact/@seen"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="$fact"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="$fact/@by"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="$fact/@at"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="@unverified"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="$waiver/@who"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="$waiver/@until"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="$waiver/@why"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="of" select="@off"/></xsl:call-template>
    <xsl:value-of select="$end"/>
  </xsl:template>

  <xsl:template name="next">
    <xsl:param name="of"/>
    <xsl:text>,</xsl:text>
    <xsl:call-template name="cell"><xsl:with-param name="of" select="$of"/></xsl:call-template>
  </xsl:template>

  <!-- Always quoted. What a spreadsheet would take for a formula gets an apostrophe in front: a server chose this text. -->
  <xsl:template name="cell">
    <xsl:param name="of"/>
    <xsl:variable name="text" select="string($of)"/>
    <xsl:variable name="first" select="substring($text, 1, 1)"/>
    <xsl:text>"</xsl:text>
    <xsl:if test="$first != '' and contains('=+-@&#9;&#13;&#10;', $first)">'</xsl:if>
    <xsl:call-template name="replace">
      <xsl:with-param name="text" select="$text"/>
      <xsl:with-param name="from" select="'&quot;'"/>
      <xsl:with-param name="to" select="'&quot;&quot;'"/>
    </xsl:call-template>
    <xsl:text>"</xsl:text>
  </xsl:template>
</xsl:stylesheet>
