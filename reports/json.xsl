<?xml version="1.0" encoding="UTF-8"?>
<!-- The whole report as JSON: an object per element, its attributes as members under their own names. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:hybridready:report:1">
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:variable name="special" select="'\&quot;&#9;&#10;&#13;&#x2028;&#x2029;'"/>

  <xsl:template match="/">
    <xsl:apply-templates select="r:readiness-report"/>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="r:readiness-report">
    <xsl:text>{"version":</xsl:text>
    <xsl:call-template name="string"><xsl:with-param name="of" select="@version"/></xsl:call-template>
    <xsl:text>,"language":</xsl:text>
    <xsl:call-template name="string"><xsl:with-param name="of" select="@xml:lang"/></xsl:call-template>
    <xsl:text>,&#10;"run":</xsl:text>
    <xsl:apply-templates select="r:run"/>
    <xsl:text>,&#10;"inventory":{</xsl:text>
    <xsl:call-template name="list"><xsl:with-param name="name" select="'sources'"/><xsl:with-param name="items" select="r:inventory/r:source"/></xsl:call-template>
    <xsl:text>,&#10;</xsl:text>
    <xsl:call-template name="list"><xsl:with-param name="name" select="'notices'"/><xsl:with-param name="items" select="r:inventory/r:notice"/></xsl:call-template>
    <xsl:text>,&#10;</xsl:text>
    <xsl:call-template name="list"><xsl:with-param name="name" select="'servers'"/><xsl:with-param name="items" select="r:inventory/r:server"/></xsl:call-template>
    <xsl:text>},&#10;</xsl:text>
    <xsl:call-template name="list"><xsl:with-param name="name" select="'evidence'"/><xsl:with-param name="items" select="r:evidence/r:fact"/></xsl:call-template>
    <xsl:if test="r:legend">
      <xsl:text>,&#10;</xsl:text>
      <xsl:call-template name="list"><xsl:with-param name="name" select="'legend'"/><xsl:with-param name="items" select="r:legend/r:entry"/></xsl:call-template>
    </xsl:if>
    <xsl:if test="r:findings"><xsl:call-template name="assessment"/></xsl:if>
    <xsl:text>}</xsl:text>
  </xsl:template>

  <!-- Not there before something was judged. -->
  <xsl:template name="assessment">
    <xsl:if test="r:tailoring">
      <xsl:text>,&#10;"tailoring":</xsl:text>
      <xsl:apply-templates select="r:tailoring"/>
    </xsl:if>
    <xsl:text>,&#10;</xsl:text>
    <xsl:call-template name="list"><xsl:with-param name="name" select="'findings'"/><xsl:with-param name="items" select="r:findings/r:finding"/></xsl:call-template>
    <xsl:text>,&#10;</xsl:text>
    <xsl:call-template name="list"><xsl:with-param name="name" select="'requests'"/><xsl:with-param name="items" select="r:requests/r:request"/></xsl:call-template>
    <xsl:text>,&#10;</xsl:text>
    <xsl:call-template name="list"><xsl:with-param name="name" select="'plan'"/><xsl:with-param name="items" select="r:plan/r:step"/></xsl:call-template>
    <xsl:text>,&#10;"verdicts":{</xsl:text>
    <xsl:for-each select="r:verdict">
      <xsl:if test="position() &gt; 1">,</xsl:if>
      <xsl:value-of select="concat('&quot;', @question, '&quot;:&quot;', @outcome, '&quot;')"/>
    </xsl:for-each>
    <xsl:text>}</xsl:text>
    <xsl:if test="r:verdict[@waived or @off]">
      <xsl:text>,&#10;"setAside":{</xsl:text>
      <xsl:for-each select="r:verdict">
        <xsl:if test="position() &gt; 1">,</xsl:if>
        <xsl:value-of select="concat('&quot;', @question, '&quot;:{&quot;waived&quot;:', sum(@waived), ',&quot;off&quot;:', sum(@off), '}')"/>
      </xsl:for-each>
      <xsl:text>}</xsl:text>
    </xsl:if>
  </xsl:template>

  <xsl:template name="list">
    <xsl:param name="name"/>
    <xsl:param name="items"/>
    <xsl:value-of select="concat('&quot;', $name, '&quot;:[')"/>
    <xsl:for-each select="$items">
      <xsl:if test="position() &gt; 1">,</xsl:if>
      <xsl:text>&#10;</xsl:text>
      <xsl:apply-templates select="."/>
    </xsl:for-each>
    <xsl:text>]</xsl:text>
  </xsl:template>

  <!-- Any element: its attributes, then what it holds. -->
  <xsl:template match="*">
    <xsl:text>{</xsl:text>
    <xsl:for-each select="@*">
      <xsl:if test="position() &gt; 1">,</xsl:if>
      <xsl:value-of select="concat('&quot;', local-name(), '&quot;:')"/>
      <xsl:choose>
        <xsl:when test="name() = 'port' or name() = 'n' or name() = 'waiver' or name() = 'findings'"><xsl:value-of select="number(.)"/></xsl:when>
        <xsl:when test="name() = 'complete' or name() = 'unverified' or name() = 'off'"><xsl:value-of select="."/></xsl:when>
        <xsl:otherwise><xsl:call-template name="string"><xsl:with-param name="of" select="."/></xsl:call-template></xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
    <xsl:choose>
      <xsl:when test="self::r:server">
        <xsl:text>,</xsl:text>
        <xsl:call-template name="list"><xsl:with-param name="name" select="'endpoints'"/><xsl:with-param name="items" select="r:endpoint"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="self::r:step">
        <xsl:text>,</xsl:text>
        <xsl:call-template name="list"><xsl:with-param name="name" select="'effects'"/><xsl:with-param name="items" select="r:effect"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="self::r:tailoring">
        <xsl:text>,</xsl:text>
        <xsl:call-template name="list"><xsl:with-param name="name" select="'adjusted'"/><xsl:with-param name="items" select="r:adjusted"/></xsl:call-template>
        <xsl:text>,</xsl:text>
        <xsl:call-template name="list"><xsl:with-param name="name" select="'phases'"/><xsl:with-param name="items" select="r:server-phase"/></xsl:call-template>
        <xsl:text>,</xsl:text>
        <xsl:call-template name="list"><xsl:with-param name="name" select="'expected'"/><xsl:with-param name="items" select="r:expected"/></xsl:call-template>
        <xsl:text>,</xsl:text>
        <xsl:call-template name="list"><xsl:with-param name="name" select="'waivers'"/><xsl:with-param name="items" select="r:waiver"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="self::r:fact">
        <xsl:text>,"value":</xsl:text>
        <xsl:call-template name="string"><xsl:with-param name="of" select="."/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:for-each select="*">
          <xsl:value-of select="concat(',&quot;', local-name(), '&quot;:')"/>
          <xsl:call-template name="string"><xsl:with-param name="of" select="."/></xsl:call-template>
        </xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:text>}</xsl:text>
  </xsl:template>

  <xsl:template name="string">
    <xsl:param name="of"/>
    <xsl:text>"</xsl:text>
    <xsl:call-template name="escape"><xsl:with-param name="text" select="string($of)"/></xsl:call-template>
    <xsl:text>"</xsl:text>
  </xsl:template>

  <!-- Halved until there is nothing to escape or one character is left: never deeper than the logarithm of its length. -->
  <xsl:template name="escape">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="translate($text, $special, '') = $text"><xsl:value-of select="$text"/></xsl:when>
      <xsl:when test="string-length($text) = 1">
        <xsl:choose>
          <xsl:when test="$text = '&#9;'">\t</xsl:when>
          <xsl:when test="$text = '&#10;'">\n</xsl:when>
          <xsl:when test="$text = '&#13;'">\r</xsl:when>
          <xsl:when test="$text = '&#x2028;'">\u2028</xsl:when>
          <xsl:when test="$text = '&#x2029;'">\u2029</xsl:when>
          <xsl:otherwise><xsl:value-of select="concat('\', $text)"/></xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="half" select="floor(string-length($text) div 2)"/>
        <xsl:call-template name="escape"><xsl:with-param name="text" select="substring($text, 1, $half)"/></xsl:call-template>
        <xsl:call-template name="escape"><xsl:with-param name="text" select="substring($text, $half + 1)"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
