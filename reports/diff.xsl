<?xml version="1.0" encoding="UTF-8"?>
<!-- The comparison of two reports as a page: go or no-go, then what changed, regressions first. Sentences come with it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:d="urn:hybridready:diff:1"
                xmlns:l="urn:hybridready:lang:1" exclude-result-prefixes="d l">
  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

  <xsl:variable name="diff" select="/d:readiness-diff"/>
  <xsl:variable name="page" select="document('page.xml')/page"/>
  <xsl:variable name="language">
    <xsl:choose>
      <xsl:when test="starts-with($diff/@xml:lang, 'nl')">nl</xsl:when>
      <xsl:otherwise>en</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>
  <!-- The program's own sentences, as diff prints them. -->
  <xsl:variable name="t" select="document(concat('lang/', $language, '-diff.xml'))/l:lang/l:entry"/>
  <!-- A list with more items than this is slow in a browser. -->
  <xsl:variable name="shown" select="2000"/>

  <xsl:template match="/"><xsl:apply-templates select="d:readiness-diff"/></xsl:template>

  <xsl:template match="d:readiness-diff">
    <html lang="{$language}">
      <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="robots" content="noindex"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"/>
        <title><xsl:value-of select="$t[@id = 'title']/l:text"/></title>
        <style><xsl:value-of select="$page/style"/></style>
      </head>
      <body>
        <div class="wrap">
          <header>
            <h1><xsl:value-of select="$t[@id = 'title']/l:text"/></h1>
            <xsl:call-template name="run"><xsl:with-param name="name" select="'old-run'"/><xsl:with-param name="run" select="d:old-run"/></xsl:call-template>
            <xsl:call-template name="run"><xsl:with-param name="name" select="'new-run'"/><xsl:with-param name="run" select="d:new-run"/></xsl:call-template>
          </header>
          <main>
            <xsl:call-template name="verdict"/>
            <xsl:variable name="seen" select="*[@cause = 'evidence']"/>
            <xsl:call-template name="section"><xsl:with-param name="id" select="'worse'"/><xsl:with-param name="items" select="$seen[@bearing = 'worse']"/></xsl:call-template>
            <xsl:call-template name="section"><xsl:with-param name="id" select="'time'"/><xsl:with-param name="items" select="*[@cause = 'time']"/></xsl:call-template>
            <xsl:call-template name="section"><xsl:with-param name="id" select="'unclear'"/><xsl:with-param name="items" select="$seen[@bearing = 'unclear']"/></xsl:call-template>
            <xsl:call-template name="section"><xsl:with-param name="id" select="'better'"/><xsl:with-param name="items" select="$seen[@bearing = 'better']"/></xsl:call-template>
            <xsl:call-template name="section"><xsl:with-param name="id" select="'other'"/><xsl:with-param name="items" select="$seen[@bearing = 'other']"/></xsl:call-template>
            <xsl:call-template name="section"><xsl:with-param name="id" select="'inventory'"/><xsl:with-param name="items" select="*[@cause = 'inventory']"/></xsl:call-template>
            <xsl:call-template name="section"><xsl:with-param name="id" select="'catalog'"/><xsl:with-param name="items" select="*[@cause = 'catalog']"/></xsl:call-template>
            <xsl:if test="not(d:finding | d:fact | d:subject)"><p><xsl:value-of select="$t[@id = 'nothing']/l:text"/></p></xsl:if>
          </main>
        </div>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="run">
    <xsl:param name="name"/>
    <xsl:param name="run"/>
    <p class="soft">
      <xsl:value-of select="concat($t[@id = $name]/l:text, ': ')"/>
      <time datetime="{$run/@started}">
        <xsl:value-of select="concat(substring($run/@started, 1, 10), '&#160;', substring($run/@started, 12, 5), '&#160;UTC')"/>
      </time>
      <xsl:value-of select="concat(' &#xB7; ', $run/@tool)"/>
      <xsl:if test="$run/@catalog != ''"><xsl:value-of select="concat(' &#xB7; ', $t[@id = 'catalog']/l:text, ' ', $run/@catalog)"/></xsl:if>
      <xsl:if test="$run/@complete != 'true'"><b><xsl:value-of select="concat(' &#xB7; ', $t[@id = 'incomplete']/l:text)"/></b></xsl:if>
    </p>
  </xsl:template>

  <!-- Colours of outcomes: go is ready, no-go is not, cannot tell is unknown. -->
  <xsl:template name="verdict">
    <xsl:variable name="as">
      <xsl:choose>
        <xsl:when test="@go = 'go'">ready</xsl:when>
        <xsl:when test="@go = 'no-go'">not-ready</xsl:when>
        <xsl:otherwise>unknown</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <section class="card verdict {$as}" style="margin-top:20px" role="status">
      <p class="big">
        <xsl:call-template name="sign"><xsl:with-param name="of" select="string($as)"/></xsl:call-template>
        <xsl:value-of select="$t[@id = current()/@go]/l:text"/>
      </p>
      <p><xsl:value-of select="@reason"/></p>
      <xsl:for-each select="d:verdict"><p class="soft"><xsl:value-of select="."/></p></xsl:for-each>
    </section>
  </xsl:template>

  <xsl:template name="sign">
    <xsl:param name="of"/>
    <span aria-hidden="true">
      <xsl:choose>
        <xsl:when test="$of = 'ready' or $of = 'better'">&#x2713;&#160;</xsl:when>
        <xsl:when test="$of = 'not-ready' or $of = 'worse'">&#x2715;&#160;</xsl:when>
        <xsl:when test="$of = 'unknown' or $of = 'unclear'">?&#160;</xsl:when>
        <xsl:otherwise>&#x2013;&#160;</xsl:otherwise>
      </xsl:choose>
    </span>
  </xsl:template>

  <!-- One kind of change: the sentences, and what they rest on for who wants to see it. -->
  <xsl:template name="section">
    <xsl:param name="id"/>
    <xsl:param name="items"/>
    <xsl:variable name="told" select="$items[d:sentence]"/>
    <xsl:if test="$items">
      <h2 id="{$id}"><xsl:value-of select="$t[@id = concat('section-', $id)]/l:text"/></h2>
      <xsl:if test="$t[@id = concat($id, '-text')]"><p class="soft"><xsl:value-of select="$t[@id = concat($id, '-text')]/l:text"/></p></xsl:if>
      <div class="card">
        <ul class="findings">
          <xsl:for-each select="$told[position() &lt;= $shown]">
            <li>
              <xsl:attribute name="class">
                <xsl:choose>
                  <xsl:when test="$id = 'inventory' or $id = 'catalog'">none</xsl:when>
                  <xsl:when test="@bearing = 'worse'">not-ready</xsl:when>
                  <xsl:when test="@bearing = 'unclear'">unknown</xsl:when>
                  <xsl:when test="@bearing = 'better'">ready</xsl:when>
                  <xsl:otherwise>none</xsl:otherwise>
                </xsl:choose>
              </xsl:attribute>
              <xsl:value-of select="d:sentence"/>
            </li>
          </xsl:for-each>
        </ul>
        <xsl:if test="count($told) &gt; $shown"><p><xsl:value-of select="$t[@id = 'shortened']/l:text"/></p></xsl:if>
        <xsl:if test="$items[d:old | d:new]">
          <details style="margin-top:.6rem">
            <summary><xsl:value-of select="concat($t[@id = 'details']/l:text, ' (', count($items[d:old | d:new]), ')')"/></summary>
            <xsl:call-template name="table"><xsl:with-param name="items" select="$items[d:old | d:new][position() &lt;= $shown]"/></xsl:call-template>
          </details>
        </xsl:if>
      </div>
    </xsl:if>
  </xsl:template>

  <xsl:template name="table">
    <xsl:param name="items"/>
    <div class="scroll"><table class="list">
      <thead><tr>
        <th scope="col" style="width:26%"/>
        <th scope="col" style="width:18%"/>
        <th scope="col"><xsl:value-of select="$t[@id = 'before']/l:text"/></th>
        <th scope="col"><xsl:value-of select="$t[@id = 'after']/l:text"/></th>
      </tr></thead>
      <tbody>
        <xsl:for-each select="$items">
          <tr>
            <td><xsl:value-of select="@about"/></td>
            <td><code><xsl:value-of select="concat(@rule, @key)"/></code><xsl:if test="@of"><br/><span class="small soft"><xsl:value-of select="@of"/></span></xsl:if></td>
            <td><xsl:apply-templates select="d:old"/></td>
            <td><xsl:apply-templates select="d:new"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table></div>
  </xsl:template>

  <xsl:template match="d:finding/d:old | d:finding/d:new">
    <span class="o {@outcome}">
      <xsl:call-template name="sign"><xsl:with-param name="of" select="string(@outcome)"/></xsl:call-template>
      <xsl:value-of select="$t[@id = current()/@outcome]/l:text"/>
    </span>
    <xsl:value-of select="concat(' ', .)"/>
  </xsl:template>

  <xsl:template match="d:fact/d:old | d:fact/d:new">
    <xsl:choose>
      <xsl:when test="@seen = 'present'"><code><xsl:value-of select="."/></code></xsl:when>
      <xsl:when test="@seen = 'absent'"><xsl:value-of select="$t[@id = 'not-there']/l:text"/></xsl:when>
      <xsl:when test="@seen = 'failed'"><xsl:value-of select="concat($t[@id = 'failed']/l:text, ': ', .)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$t[@id = 'not-looked']/l:text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
