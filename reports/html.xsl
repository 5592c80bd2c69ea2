<?xml version="1.0" encoding="UTF-8"?>
<!-- The report as one page that stands alone: verdicts, what to do first, what could not be seen, servers, evidence. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:hybridready:report:1"
                exclude-result-prefixes="r">
  <xsl:include href="common.xsl"/>
  <xsl:include href="html-server.xsl"/>
  <xsl:include href="html-work.xsl"/>
  <xsl:include href="html-tailoring.xsl"/>
  <xsl:include href="html-timeline.xsl"/>
  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

  <xsl:variable name="page" select="document('page.xml')/page"/>
  <!-- A page with more facts than this is slow in a browser. -->
  <xsl:variable name="facts-shown" select="20000"/>

  <xsl:template match="/">
    <xsl:apply-templates select="r:readiness-report"/>
  </xsl:template>

  <xsl:template match="r:readiness-report">
    <html lang="{$language}">
      <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="robots" content="noindex"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"/>
        <title>
          <xsl:value-of select="$w[@id = 'title']"/>
          <xsl:text> </xsl:text>
          <xsl:call-template name="organisation-name"/>
        </title>
        <style><xsl:value-of select="$page/style"/></style>
      </head>
      <body>
        <div class="wrap">
          <a class="skip" href="#servers"><xsl:value-of select="$w[@id = 'skip']"/></a>
          <xsl:call-template name="masthead"/>
          <main>
            <xsl:call-template name="verdicts"/>
            <xsl:call-template name="timeline"/>
            <xsl:if test="r:findings">
              <xsl:call-template name="plan"/>
            </xsl:if>
            <xsl:call-template name="servers"/>
            <xsl:if test="r:findings"><xsl:call-template name="requests"/></xsl:if>
            <xsl:call-template name="server-details"/>
            <xsl:call-template name="tailoring"/>
            <xsl:call-template name="sources"/>
            <xsl:call-template name="evidence"/>
            <xsl:call-template name="run"/>
          </main>
        </div>
        <script><xsl:value-of select="$page/script"/></script>
      </body>
    </html>
  </xsl:template>

  <!-- ============================================================ small pieces -->

  <xsl:template name="organisation-name">
    <xsl:value-of select="key('fact', 'organisation')[@key = 'exchange.organisation' and @seen = 'present'][1]"/>
  </xsl:template>

  <!-- 2026-11-24T02:10:00Z as 2026-11-24 02:10 UTC -->
  <xsl:template name="time">
    <xsl:param name="of"/>
    <time datetime="{$of}">
      <xsl:value-of select="concat(substring($of, 1, 10), '&#160;', substring($of, 12, 5), '&#160;UTC')"/>
    </time>
  </xsl:template>

  <!-- An outcome with a sign of its own: colour is never the only difference. -->
  <xsl:template name="outcome">
    <xsl:param name="of"/>
    <xsl:param name="count" select="''"/>
    <span class="o {$of}">
      <xsl:call-template name="sign"><xsl:with-param name="of" select="$of"/></xsl:call-template>
      <xsl:if test="$count != ''"><xsl:value-of select="concat($count, ' ')"/></xsl:if>
      <xsl:value-of select="$v[@id = $of]"/>
    </span>
  </xsl:template>

  <xsl:template name="sign">
    <xsl:param name="of"/>
    <span aria-hidden="true">
      <xsl:choose>
        <xsl:when test="$of = 'ready'">&#x2713;&#160;</xsl:when>
        <xsl:when test="$of = 'not-ready'">&#x2715;&#160;</xsl:when>
        <xsl:when test="$of = 'unknown'">?&#160;</xsl:when>
        <xsl:otherwise>&#x2013;&#160;</xsl:otherwise>
      </xsl:choose>
    </span>
  </xsl:template>

  <!-- A subject as a link to where it is described. -->
  <xsl:template name="subject-link">
    <xsl:param name="id"/>
    <xsl:variable name="subject" select="key('subject', $id)"/>
    <xsl:variable name="target">
      <xsl:choose>
        <xsl:when test="$subject/@port"><xsl:value-of select="$subject/../@id"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$id"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <a href="#{$target}">
      <xsl:call-template name="subject-name"><xsl:with-param name="id" select="$id"/></xsl:call-template>
    </a>
  </xsl:template>

  <!-- Only an address that leads to a web page may become a link. -->
  <xsl:template name="source-link">
    <xsl:param name="of"/>
    <xsl:choose>
      <xsl:when test="starts-with($of, 'https://') or starts-with($of, 'http://')">
        <a href="{$of}" rel="noopener noreferrer"><xsl:value-of select="$of"/></a>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$of"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ============================================================ head and verdicts -->

  <xsl:template name="masthead">
    <header>
      <h1>
        <xsl:value-of select="$w[@id = 'title']"/>
        <xsl:variable name="name"><xsl:call-template name="organisation-name"/></xsl:variable>
        <xsl:if test="$name != ''"><xsl:value-of select="concat(' &#x2014; ', $name)"/></xsl:if>
      </h1>
      <p class="soft">
        <xsl:call-template name="time"><xsl:with-param name="of" select="r:run/@started"/></xsl:call-template>
        <xsl:value-of select="concat(' &#xB7; ', count(r:inventory/r:server), ' ', $w[@id = 'servers-count'], ' &#xB7; ',
                              count(r:inventory/r:server/r:endpoint), ' ', $w[@id = 'endpoints-count'])"/>
        <xsl:if test="r:run/@catalog != ''">
          <xsl:value-of select="concat(' &#xB7; ', $w[@id = 'catalog'], ' ', r:run/@catalog)"/>
        </xsl:if>
        <xsl:value-of select="concat(' &#xB7; ', r:run/@tool)"/>
      </p>
      <nav>
        <xsl:if test="r:timeline">
          <a href="#timeline"><xsl:value-of select="$w[@id = 'timeline']"/></a>
        </xsl:if>
        <xsl:if test="r:findings">
          <a href="#first"><xsl:value-of select="$w[@id = 'first']"/></a>
        </xsl:if>
        <a href="#servers"><xsl:value-of select="$w[@id = 'servers']"/></a>
        <xsl:if test="r:findings"><a href="#unseen"><xsl:value-of select="$w[@id = 'unseen']"/></a></xsl:if>
        <a href="#details"><xsl:value-of select="$w[@id = 'details']"/></a>
        <xsl:if test="r:tailoring"><a href="#tailoring"><xsl:value-of select="$w[@id = 'tailoring']"/></a></xsl:if>
        <a href="#sources"><xsl:value-of select="$w[@id = 'sources']"/></a>
        <a href="#evidence"><xsl:value-of select="$w[@id = 'evidence']"/></a>
      </nav>
      <xsl:if test="r:run/@complete != 'true'">
        <p class="banner" role="alert">
          <span aria-hidden="true">&#x26A0; </span>
          <xsl:value-of select="$w[@id = 'incomplete']"/>
        </p>
      </xsl:if>
      <xsl:if test="r:run/@shard">
        <p class="banner" role="alert">
          <span aria-hidden="true">&#x26A0; </span>
          <xsl:value-of select="concat($w[@id = 'shard'], ' ', r:run/@shard, '. ', $w[@id = 'shard-text'])"/>
        </p>
      </xsl:if>
      <xsl:if test="not(r:findings)">
        <p class="banner"><xsl:value-of select="$w[@id = 'unassessed']"/></p>
      </xsl:if>
    </header>
  </xsl:template>

  <xsl:template name="verdicts">
    <xsl:if test="r:verdict">
      <div class="verdicts"><xsl:apply-templates select="r:verdict"/></div>
    </xsl:if>
  </xsl:template>

  <xsl:template match="r:verdict">
    <xsl:variable name="question" select="@question"/>
    <xsl:variable name="servers" select="../r:inventory/r:server"/>
    <xsl:variable name="bad" select="$servers[key('finding', @id | r:endpoint/@id)[@question = $question and @outcome = 'not-ready' and not(@waiver) and not(@off)]]"/>
    <xsl:variable name="unknown" select="$servers[key('finding', @id | r:endpoint/@id)[@question = $question and @outcome = 'unknown' and not(@waiver) and not(@off)]]"/>
    <xsl:variable name="ready" select="$servers[key('finding', @id | r:endpoint/@id)[@question = $question and @outcome = 'ready' and not(@off)]]"/>
    <!-- Each server once, by its worst: |A or B| - |A| are those in B alone. -->
    <xsl:variable name="unknown-only" select="count($bad | $unknown) - count($bad)"/>
    <xsl:variable name="ready-only" select="count($bad | $unknown | $ready) - count($bad | $unknown)"/>
    <section class="card verdict {@outcome}">
      <h2><xsl:value-of select="$w[@id = $question]"/></h2>
      <p class="big">
        <xsl:call-template name="sign"><xsl:with-param name="of" select="@outcome"/></xsl:call-template>
        <xsl:value-of select="$v[@id = current()/@outcome]"/>
        <xsl:call-template name="set-aside-counts"/>
      </p>
      <xsl:if test="@waived or @off">
        <p><a href="#tailoring"><xsl:value-of select="$w[@id = 'set-aside-text']"/></a></p>
      </xsl:if>
      <p><xsl:value-of select="$w[@id = concat($question, '-', current()/@outcome)]"/></p>
      <p class="small soft" style="margin-top:.7rem">
        <xsl:value-of select="concat(count($servers), ' ', $w[@id = 'servers-count'], ':')"/>
      </p>
      <ul class="counts" style="margin-top:.2rem">
        <xsl:if test="$bad">
          <li><xsl:call-template name="outcome"><xsl:with-param name="of" select="'not-ready'"/><xsl:with-param name="count" select="count($bad)"/></xsl:call-template></li>
        </xsl:if>
        <xsl:if test="$unknown-only &gt; 0">
          <li><xsl:call-template name="outcome"><xsl:with-param name="of" select="'unknown'"/><xsl:with-param name="count" select="$unknown-only"/></xsl:call-template></li>
        </xsl:if>
        <xsl:if test="$ready-only &gt; 0">
          <li><xsl:call-template name="outcome"><xsl:with-param name="of" select="'ready'"/><xsl:with-param name="count" select="$ready-only"/></xsl:call-template></li>
        </xsl:if>
      </ul>
    </section>
  </xsl:template>

  <!-- ============================================================ where it came from -->

  <xsl:template name="sources">
    <h2 id="sources"><xsl:value-of select="$w[@id = 'sources']"/></h2>
    <div class="card">
      <xsl:if test="r:inventory/r:source">
        <div class="scroll"><table>
          <caption><xsl:value-of select="$w[@id = 'sources-caption']"/></caption>
          <thead><tr>
            <th scope="col"><xsl:value-of select="$w[@id = 'kind']"/></th>
            <th scope="col"><xsl:value-of select="$w[@id = 'where']"/></th>
            <th scope="col"><xsl:value-of select="$w[@id = 'base']"/></th>
          </tr></thead>
          <tbody>
            <xsl:for-each select="r:inventory/r:source">
              <tr><td><xsl:value-of select="@kind"/></td><td><code><xsl:value-of select="@uri"/></code></td><td><code><xsl:value-of select="@base"/></code></td></tr>
            </xsl:for-each>
          </tbody>
        </table></div>
      </xsl:if>
      <xsl:if test="r:inventory/r:notice">
        <h3><xsl:value-of select="$w[@id = 'notices']"/></h3>
        <ul>
          <xsl:for-each select="r:inventory/r:notice">
            <li>
              <xsl:call-template name="title"><xsl:with-param name="kind" select="'notice'"/><xsl:with-param name="id" select="@id"/></xsl:call-template>
              <xsl:if test="@about">: <xsl:call-template name="subject-link"><xsl:with-param name="id" select="@about"/></xsl:call-template></xsl:if>
              <xsl:if test="@detail"> (<xsl:value-of select="@detail"/>)</xsl:if>
              <xsl:variable name="text" select="key('legend', concat('notice/', @id))/r:text"/>
              <xsl:if test="$text"><br/><span class="small soft"><xsl:value-of select="$text"/></span></xsl:if>
            </li>
          </xsl:for-each>
        </ul>
      </xsl:if>
    </div>
  </xsl:template>

  <xsl:template name="evidence">
    <xsl:variable name="facts" select="r:evidence/r:fact"/>
    <h2 id="evidence"><xsl:value-of select="$w[@id = 'evidence']"/></h2>
    <p class="soft"><xsl:value-of select="$w[@id = 'evidence-text']"/></p>
    <details class="card">
      <summary><xsl:value-of select="concat(count($facts), ' ', $w[@id = 'facts-count'])"/></summary>
      <xsl:choose>
        <xsl:when test="count($facts) &gt; $facts-shown">
          <p><xsl:value-of select="$w[@id = 'too-many']"/></p>
        </xsl:when>
        <xsl:otherwise>
          <div class="scroll"><table class="list">
            <caption><xsl:value-of select="$w[@id = 'evidence-text']"/></caption>
            <thead><tr>
              <th scope="col" style="width:22%"><xsl:value-of select="$w[@id = 'about']"/></th>
              <th scope="col" style="width:18%"><xsl:value-of select="$w[@id = 'fact']"/></th>
              <th scope="col" style="width:8%"><xsl:value-of select="$w[@id = 'seen']"/></th>
              <th scope="col"><xsl:value-of select="$w[@id = 'value']"/></th>
              <th scope="col" style="width:9%"><xsl:value-of select="$w[@id = 'by']"/></th>
              <th scope="col" style="width:11%"><xsl:value-of select="$w[@id = 'at']"/></th>
            </tr></thead>
            <tbody>
              <xsl:for-each select="$facts">
                <tr>
                  <td><xsl:call-template name="subject-name"><xsl:with-param name="id" select="@about"/></xsl:call-template></td>
                  <td><code><xsl:value-of select="@key"/></code><xsl:if test="@of"><br/><span class="small soft"><xsl:value-of select="@of"/></span></xsl:if></td>
                  <td><xsl:value-of select="$v[@id = current()/@seen]"/></td>
                  <td><code><xsl:value-of select="."/></code></td>
                  <td><xsl:value-of select="$v[@id = current()/@by]"/></td>
                  <td class="small"><xsl:value-of select="translate(@at, 'TZ', '  ')"/></td>
                </tr>
              </xsl:for-each>
            </tbody>
          </table></div>
        </xsl:otherwise>
      </xsl:choose>
    </details>
  </xsl:template>

  <xsl:template name="run">
    <h2 id="run"><xsl:value-of select="$w[@id = 'run']"/></h2>
    <div class="card"><dl>
      <dt><xsl:value-of select="$w[@id = 'run-id']"/></dt><dd><code><xsl:value-of select="r:run/@id"/></code></dd>
      <dt><xsl:value-of select="$w[@id = 'tool']"/></dt><dd><xsl:value-of select="r:run/@tool"/></dd>
      <dt><xsl:value-of select="$w[@id = 'started']"/></dt><dd><xsl:value-of select="translate(r:run/@started, 'TZ', '  ')"/>UTC</dd>
      <dt><xsl:value-of select="$w[@id = 'finished']"/></dt>
      <dd>
        <xsl:choose>
          <xsl:when test="r:run/@finished"><xsl:value-of select="translate(r:run/@finished, 'TZ', '  ')"/>UTC</xsl:when>
          <xsl:otherwise><xsl:value-of select="$w[@id = 'not-yet']"/></xsl:otherwise>
        </xsl:choose>
      </dd>
      <dt><xsl:value-of select="$w[@id = 'catalog']"/></dt><dd><xsl:value-of select="r:run/@catalog"/></dd>
      <dt><xsl:value-of select="$w[@id = 'cloud']"/></dt><dd><xsl:value-of select="r:run/@cloud"/></dd>
    </dl></div>
  </xsl:template>
</xsl:stylesheet>
