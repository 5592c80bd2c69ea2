<?xml version="1.0" encoding="UTF-8"?>
<!-- The page's part about the tailoring: what was decided about the judging, and what became of each decision. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:hybridready:report:1"
                exclude-result-prefixes="r">

  <xsl:template name="tailoring">
    <xsl:for-each select="r:tailoring">
      <h2 id="tailoring"><xsl:value-of select="$w[@id = 'tailoring']"/></h2>
      <div class="card">
        <p><xsl:value-of select="$w[@id = 'tailoring-text']"/></p>
        <dl>
          <dt><xsl:value-of select="$w[@id = 'file']"/></dt>
          <dd><code><xsl:value-of select="@file"/></code><xsl:if test="@title"><xsl:value-of select="concat(' &#x2014; ', @title)"/></xsl:if></dd>
          <dt>SHA-256</dt><dd><code><xsl:value-of select="@sha256"/></code></dd>
          <dt><xsl:value-of select="$w[@id = 'phase']"/></dt>
          <dd>
            <xsl:value-of select="$v[@id = current()/@phase]"/>
            <xsl:for-each select="r:server-phase">
              <xsl:value-of select="concat('; ', @about, ': ', $v[@id = current()/@phase])"/>
              <xsl:if test="@standing = 'no-subject'"><xsl:value-of select="concat(' (', $v[@id = 'no-subject'], ')')"/></xsl:if>
            </xsl:for-each>
          </dd>
        </dl>
        <xsl:if test="r:adjusted"><xsl:call-template name="adjusted-rules"/></xsl:if>
        <xsl:if test="r:waiver"><xsl:call-template name="waivers"/></xsl:if>
        <xsl:if test="r:expected"><xsl:call-template name="expectations"/></xsl:if>
      </div>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="adjusted-rules">
    <div class="scroll"><table>
      <caption><xsl:value-of select="$w[@id = 'adjusted']"/></caption>
      <thead><tr>
        <th scope="col"><xsl:value-of select="$w[@id = 'rule']"/></th>
        <th scope="col"><xsl:value-of select="$w[@id = 'change']"/></th>
        <th scope="col"><xsl:value-of select="$w[@id = 'because']"/></th>
      </tr></thead>
      <tbody>
        <xsl:for-each select="r:adjusted">
          <tr>
            <td><code><xsl:value-of select="@rule"/></code></td>
            <td>
              <xsl:choose>
                <xsl:when test="@off = 'true'"><b><xsl:value-of select="$w[@id = 'does-not-count']"/></b></xsl:when>
                <xsl:otherwise><xsl:value-of select="concat($v[@id = current()/@was], ' &#x2192; ', $v[@id = current()/@severity])"/></xsl:otherwise>
              </xsl:choose>
            </td>
            <td><xsl:value-of select="@why"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table></div>
  </xsl:template>

  <xsl:template name="waivers">
    <div class="scroll"><table>
      <caption><xsl:value-of select="$w[@id = 'waivers']"/></caption>
      <thead><tr>
        <th scope="col">n</th>
        <th scope="col"><xsl:value-of select="$w[@id = 'rule']"/></th>
        <th scope="col"><xsl:value-of select="$w[@id = 'about']"/></th>
        <th scope="col"><xsl:value-of select="$w[@id = 'standing']"/></th>
        <th scope="col"><xsl:value-of select="$w[@id = 'findings-covered']"/></th>
        <th scope="col"><xsl:value-of select="$w[@id = 'until']"/></th>
        <th scope="col"><xsl:value-of select="$w[@id = 'who']"/></th>
        <th scope="col"><xsl:value-of select="$w[@id = 'because']"/></th>
      </tr></thead>
      <tbody>
        <xsl:for-each select="r:waiver">
          <tr id="waiver-{@n}">
            <td><xsl:value-of select="@n"/></td>
            <td><code><xsl:value-of select="@rule"/></code></td>
            <td><code><xsl:value-of select="@about"/></code></td>
            <td><xsl:value-of select="$v[@id = current()/@standing]"/></td>
            <td><xsl:value-of select="@findings"/></td>
            <td><xsl:value-of select="@until"/></td>
            <td><xsl:value-of select="@who"/></td>
            <td><xsl:value-of select="@why"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table></div>
  </xsl:template>

  <xsl:template name="expectations">
    <div class="scroll"><table>
      <caption><xsl:value-of select="$w[@id = 'expectations']"/></caption>
      <thead><tr>
        <th scope="col"><xsl:value-of select="$w[@id = 'about']"/></th>
        <th scope="col"><xsl:value-of select="$w[@id = 'wanted']"/></th>
        <th scope="col"><xsl:value-of select="$w[@id = 'until']"/></th>
        <th scope="col"><xsl:value-of select="$w[@id = 'standing']"/></th>
        <th scope="col"><xsl:value-of select="$w[@id = 'because']"/></th>
      </tr></thead>
      <tbody>
        <xsl:for-each select="r:expected">
          <tr>
            <td><code><xsl:value-of select="@about"/></code></td>
            <td><code><xsl:value-of select="concat(@fact, @rule)"/></code><xsl:value-of select="concat(' ', $v[@id = current()/@seen], $v[@id = current()/@outcome])"/></td>
            <td><xsl:value-of select="@until"/></td>
            <td><xsl:value-of select="$v[@id = current()/@standing]"/></td>
            <td><xsl:value-of select="@why"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table></div>
  </xsl:template>

  <!-- Why a finding does not count: who answers for it until when, or that its rule is off. -->
  <xsl:template name="set-aside-reason">
    <xsl:variable name="waiver" select="$report/r:tailoring/r:waiver[@n = current()/@waiver]"/>
    <xsl:choose>
      <xsl:when test="$waiver">
        <a href="#waiver-{@waiver}"><xsl:value-of select="concat($w[@id = 'waived'], ' ', $w[@id = 'until'], ' ', $waiver/@until)"/></a>
        <xsl:value-of select="concat(' (', $waiver/@who, '): ', $waiver/@why)"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat($w[@id = 'does-not-count'], ': ', $report/r:tailoring/r:adjusted[@rule = current()/@rule]/@why)"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
