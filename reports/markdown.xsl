<?xml version="1.0" encoding="UTF-8"?>
<!-- A summary in Markdown, for tickets and chats: verdicts, plan, servers, what is not ready or unknown. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:hybridready:report:1">
  <xsl:include href="common.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:variable name="special" select="'\`*_[]&lt;&gt;|#~&amp;&#10;&#13;'"/>

  <xsl:template match="/"><xsl:apply-templates select="r:readiness-report"/></xsl:template>

  <xsl:template match="r:readiness-report">
    <xsl:value-of select="concat('# ', $w[@id = 'title'], '&#10;&#10;', substring(r:run/@started, 1, 10), ' ', substring(r:run/@started, 12, 5), ' UTC, ',
                          count(r:inventory/r:server), ' ', $w[@id = 'servers-count'], '&#10;')"/>
    <xsl:if test="r:run/@complete != 'true'"><xsl:value-of select="concat('&#10;**', $w[@id = 'incomplete'], '**&#10;')"/></xsl:if>
    <xsl:if test="r:run/@shard"><xsl:value-of select="concat('&#10;**', $w[@id = 'shard'], ' ', r:run/@shard, '.** ', $w[@id = 'shard-text'], '&#10;')"/></xsl:if>
    <xsl:if test="not(r:findings)"><xsl:value-of select="concat('&#10;**', $w[@id = 'unassessed'], '**&#10;')"/></xsl:if>
    <xsl:for-each select="r:verdict">
      <xsl:value-of select="concat('&#10;- ', $w[@id = current()/@question], ' **', $v[@id = current()/@outcome])"/>
      <xsl:call-template name="set-aside-counts"/>
      <xsl:text>**</xsl:text>
    </xsl:for-each>
    <xsl:if test="r:verdict"><xsl:text>&#10;</xsl:text></xsl:if>
    <xsl:if test="r:plan/r:step"><xsl:call-template name="plan"/></xsl:if>
    <xsl:call-template name="servers"/>
    <xsl:call-template name="findings">
      <xsl:with-param name="title" select="$v[@id = 'not-ready']"/>
      <xsl:with-param name="list" select="r:findings/r:finding[@outcome = 'not-ready' and not(@waiver) and not(@off)]"/>
    </xsl:call-template>
    <xsl:call-template name="findings">
      <xsl:with-param name="title" select="$v[@id = 'unknown']"/>
      <xsl:with-param name="list" select="r:findings/r:finding[@outcome = 'unknown' and not(@waiver) and not(@off)]"/>
    </xsl:call-template>
    <xsl:call-template name="findings">
      <xsl:with-param name="title" select="$w[@id = 'set-aside']"/>
      <xsl:with-param name="list" select="r:findings/r:finding[@outcome = 'not-ready' or @outcome = 'unknown'][@waiver or @off]"/>
    </xsl:call-template>
    <xsl:if test="r:tailoring"><xsl:call-template name="tailoring"/></xsl:if>
    <xsl:if test="r:requests/r:request"><xsl:call-template name="requests"/></xsl:if>
  </xsl:template>

  <xsl:template name="plan">
    <xsl:value-of select="concat('&#10;## ', $w[@id = 'first'], '&#10;&#10;')"/>
    <xsl:for-each select="r:plan/r:step">
      <xsl:value-of select="concat(@n, '. ')"/>
      <xsl:call-template name="plain">
        <xsl:with-param name="text" select="string((key('legend', concat('remedy/', @remedy))/r:title | @remedy)[1])"/>
      </xsl:call-template>
      <xsl:text>: </xsl:text>
      <xsl:call-template name="subject"/>
      <xsl:if test="@detail">
        <xsl:text> (</xsl:text>
        <xsl:call-template name="plain"><xsl:with-param name="text" select="@detail"/></xsl:call-template>
        <xsl:text>)</xsl:text>
      </xsl:if>
      <xsl:if test="@after != ''">
        <xsl:text> (</xsl:text>
        <xsl:call-template name="after"/>
        <xsl:text>)</xsl:text>
      </xsl:if>
      <xsl:text>&#10;</xsl:text>
      <xsl:for-each select="r:effect">
        <xsl:text>   - </xsl:text>
        <xsl:call-template name="subject"/>
        <xsl:value-of select="concat(' `', @rule, '`: ', $v[@id = current()/@from], ' &#x2192; ', $v[@id = current()/@to], '&#10;')"/>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="servers">
    <xsl:value-of select="concat('&#10;## ', $w[@id = 'servers'], '&#10;&#10;| ', $w[@id = 'server'], ' | ', $w[@id = 'product'], ' | ',
                          $w[@id = 'connect-short'], ' | ', $w[@id = 'retire-short'], ' |&#10;|---|---|---|---|&#10;')"/>
    <xsl:for-each select="r:inventory/r:server">
      <xsl:variable name="findings" select="key('finding', @id | r:endpoint/@id)"/>
      <xsl:variable name="connect"><xsl:call-template name="worst"><xsl:with-param name="findings" select="$findings[@question = 'connect']"/></xsl:call-template></xsl:variable>
      <xsl:variable name="retire"><xsl:call-template name="worst"><xsl:with-param name="findings" select="$findings[@question = 'retire']"/></xsl:call-template></xsl:variable>
      <xsl:text>| </xsl:text>
      <xsl:call-template name="plain"><xsl:with-param name="text" select="@name"/></xsl:call-template>
      <xsl:value-of select="concat(' | ', $v[@id = current()/@product], ' ')"/>
      <xsl:call-template name="plain"><xsl:with-param name="text" select="@release"/></xsl:call-template>
      <xsl:value-of select="concat(' | ', $v[@id = string($connect)], ' | ', $v[@id = string($retire)], ' |&#10;')"/>
    </xsl:for-each>
  </xsl:template>

  <!-- File, and every waiver with what became of it; the rest of it is on the page. -->
  <xsl:template name="tailoring">
    <xsl:value-of select="concat('&#10;## ', $w[@id = 'tailoring'], '&#10;&#10;')"/>
    <xsl:call-template name="plain"><xsl:with-param name="text" select="r:tailoring/@file"/></xsl:call-template>
    <xsl:value-of select="concat(', SHA-256 `', r:tailoring/@sha256, '`&#10;')"/>
    <xsl:for-each select="r:tailoring/r:adjusted[@off] | r:tailoring/r:waiver">
      <xsl:if test="position() = 1"><xsl:text>&#10;</xsl:text></xsl:if>
      <xsl:value-of select="concat('- `', @rule, '` ')"/>
      <xsl:choose>
        <xsl:when test="@off"><xsl:value-of select="concat('**', $w[@id = 'does-not-count'], '**: ')"/></xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="plain"><xsl:with-param name="text" select="@about"/></xsl:call-template>
          <xsl:value-of select="concat(' **', $v[@id = current()/@standing], '** ', $w[@id = 'until'], ' ', @until, ' (')"/>
          <xsl:call-template name="plain"><xsl:with-param name="text" select="@who"/></xsl:call-template>
          <xsl:text>): </xsl:text>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="plain"><xsl:with-param name="text" select="@why"/></xsl:call-template>
      <xsl:text>&#10;</xsl:text>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="findings">
    <xsl:param name="title"/>
    <xsl:param name="list"/>
    <xsl:if test="$list">
      <xsl:value-of select="concat('&#10;## ', $title, ' (', count($list), ')&#10;&#10;')"/>
      <xsl:for-each select="$list">
        <xsl:sort select="string-length(substring-before($severities, concat(' ', @severity, ' ')))" data-type="number"/>
        <xsl:text>- **</xsl:text>
        <xsl:call-template name="subject"/>
        <xsl:value-of select="concat('** `', @rule, '` (', $v[@id = current()/@severity])"/>
        <xsl:if test="@waiver or @off"><xsl:value-of select="concat(', ', $v[@id = current()/@outcome])"/></xsl:if>
        <xsl:text>): </xsl:text>
        <xsl:call-template name="plain"><xsl:with-param name="text" select="string(r:message)"/></xsl:call-template>
        <xsl:text>&#10;</xsl:text>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <xsl:template name="requests">
    <xsl:value-of select="concat('&#10;## ', $w[@id = 'unseen'], '&#10;&#10;')"/>
    <xsl:for-each select="r:requests/r:request">
      <xsl:text>- </xsl:text>
      <xsl:call-template name="subject"/>
      <xsl:text>: </xsl:text>
      <xsl:call-template name="plain">
        <xsl:with-param name="text" select="string((key('legend', concat('evidence/', @evidence))/r:title | @evidence)[1])"/>
      </xsl:call-template>
      <xsl:text>&#10;</xsl:text>
    </xsl:for-each>
  </xsl:template>

  <!-- Chosen by expressions, for speed. -->
  <xsl:template name="subject">
    <xsl:variable name="of" select="key('subject', @about)"/>
    <xsl:choose>
      <xsl:when test="@about = 'organisation'"><xsl:value-of select="$w[@id = 'organisation']"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="text" select="concat($of/@name, substring(concat($of/@host, ':', $of/@port, '/', $of/@service), 1, 999 * count($of/@port)))"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Text that Markdown and the HTML made of it show as it is; line breaks become spaces. -->
  <xsl:template name="plain">
    <xsl:param name="text"/>
    <xsl:variable name="t" select="string($text)"/>
    <xsl:choose>
      <xsl:when test="translate($t, $special, '') = $t"><xsl:value-of select="$t"/></xsl:when>
      <xsl:when test="string-length($t) = 1">
        <xsl:choose>
          <xsl:when test="$t = '&#10;' or $t = '&#13;'"><xsl:text> </xsl:text></xsl:when>
          <xsl:when test="$t = '&lt;'">&amp;lt;</xsl:when>
          <xsl:when test="$t = '&gt;'">&amp;gt;</xsl:when>
          <xsl:when test="$t = '&amp;'">&amp;amp;</xsl:when>
          <xsl:otherwise><xsl:value-of select="concat('\', $t)"/></xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="half" select="floor(string-length($t) div 2)"/>
        <xsl:call-template name="plain"><xsl:with-param name="text" select="substring($t, 1, $half)"/></xsl:call-template>
        <xsl:call-template name="plain"><xsl:with-param name="text" select="substring($t, $half + 1)"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
