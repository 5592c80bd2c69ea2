<?xml version="1.0" encoding="UTF-8"?>
<!-- The page's part about servers: the table of all, then each with its endpoints, certificates and findings. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:hybridready:report:1"
                exclude-result-prefixes="r">

  <!-- Said for every finding or endpoint, hence looked up once. -->
  <xsl:variable name="word-decided-by" select="string($w[@id = 'decided-by'])"/>
  <xsl:variable name="word-nothing-known" select="string($w[@id = 'nothing-known'])"/>
  <xsl:variable name="word-needs" select="string($w[@id = 'needs'])"/>
  <xsl:variable name="word-unverified" select="string($w[@id = 'unverified'])"/>
  <xsl:variable name="word-accepted" select="string($w[@id = 'accepted'])"/>
  <xsl:variable name="word-refused" select="string($w[@id = 'refused'])"/>
  <xsl:variable name="word-no-answer" select="string($w[@id = 'no-answer'])"/>

  <!-- ============================================================ the table of all -->

  <xsl:template name="servers">
    <h2 id="servers"><xsl:value-of select="$w[@id = 'servers']"/></h2>
    <xsl:choose>
      <xsl:when test="r:inventory/r:server">
        <xsl:call-template name="filters"/>
        <div class="card scroll"><table class="list">
          <caption><xsl:value-of select="concat(count(r:inventory/r:server), ' ', $w[@id = 'servers-count'])"/></caption>
          <thead><tr>
            <th scope="col" style="width:23%"><xsl:value-of select="$w[@id = 'server']"/></th>
            <th scope="col" style="width:17%"><xsl:value-of select="$w[@id = 'product']"/></th>
            <th scope="col" style="width:12.5%"><xsl:value-of select="$w[@id = 'connect-short']"/></th>
            <th scope="col" style="width:12.5%"><xsl:value-of select="$w[@id = 'retire-short']"/></th>
            <th scope="col"><xsl:value-of select="$w[@id = 'worst']"/></th>
          </tr></thead>
          <tbody><xsl:apply-templates select="r:inventory/r:server" mode="row"/></tbody>
        </table></div>
      </xsl:when>
      <xsl:otherwise><p class="card"><xsl:value-of select="$w[@id = 'no-servers']"/></p></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Hidden until the script shows it: without the script there is nothing to filter with. -->
  <xsl:template name="filters">
    <form id="filters" class="filters" hidden="hidden">
      <span class="soft"><xsl:value-of select="$w[@id = 'filter']"/></span>
      <select name="product" aria-label="{$w[@id = 'product']}">
        <option value=""><xsl:value-of select="$w[@id = 'all-products']"/></option>
        <xsl:for-each select="$v[@id = 'adfs' or @id = 'exchange' or @id = 'skype' or @id = 'office-online' or @id = 'rooms']">
          <xsl:if test="$report/r:inventory/r:server[@product = current()/@id]">
            <option value="{@id}"><xsl:value-of select="."/></option>
          </xsl:if>
        </xsl:for-each>
      </select>
      <select name="outcome" aria-label="{$w[@id = 'outcome']}">
        <option value=""><xsl:value-of select="$w[@id = 'all-outcomes']"/></option>
        <xsl:for-each select="$v[@id = 'not-ready' or @id = 'unknown' or @id = 'ready']">
          <option value="{@id}"><xsl:value-of select="."/></option>
        </xsl:for-each>
      </select>
      <input name="text" type="search" placeholder="{$w[@id = 'search']}" aria-label="{$w[@id = 'search']}"/>
      <span class="soft small" role="status"><span id="shown"/><xsl:value-of select="concat(' ', $w[@id = 'shown'])"/></span>
    </form>
  </xsl:template>

  <!-- What the filter goes by. -->
  <xsl:template name="filter-marks">
    <xsl:attribute name="data-product"><xsl:value-of select="@product"/></xsl:attribute>
    <xsl:attribute name="data-outcome">
      <xsl:call-template name="worst"><xsl:with-param name="findings" select="key('finding', @id | r:endpoint/@id)"/></xsl:call-template>
    </xsl:attribute>
    <xsl:attribute name="data-name"><xsl:value-of select="concat(@name, ' ', @roles, ' ', @site, ' ', @release)"/></xsl:attribute>
  </xsl:template>

  <xsl:template match="r:server" mode="row">
    <xsl:variable name="findings" select="key('finding', @id | r:endpoint/@id)"/>
    <tr>
      <xsl:call-template name="filter-marks"/>
      <th scope="row">
        <a href="#{@id}"><xsl:value-of select="@name"/></a>
        <br/><span class="small soft" style="font-weight:400"><xsl:value-of select="@roles"/></span>
      </th>
      <td>
        <xsl:value-of select="$v[@id = current()/@product]"/>
        <br/><span class="small soft"><xsl:value-of select="@release"/></span>
      </td>
      <td><xsl:call-template name="worst-mark"><xsl:with-param name="findings" select="$findings[@question = 'connect']"/></xsl:call-template></td>
      <td><xsl:call-template name="worst-mark"><xsl:with-param name="findings" select="$findings[@question = 'retire']"/></xsl:call-template></td>
      <td>
        <xsl:for-each select="$findings[not(@waiver) and not(@off)][@outcome = 'not-ready' or @outcome = 'unknown']">
          <xsl:sort select="string-length(substring-before($outcomes, concat(' ', @outcome, ' ')))" data-type="number"/>
          <xsl:sort select="string-length(substring-before($severities, concat(' ', @severity, ' ')))" data-type="number"/>
          <xsl:if test="position() = 1"><xsl:value-of select="r:message"/></xsl:if>
        </xsl:for-each>
        <xsl:if test="not($findings[not(@waiver) and not(@off)][@outcome = 'not-ready' or @outcome = 'unknown'])">
          <xsl:call-template name="why-ready"><xsl:with-param name="findings" select="$findings[@outcome = 'ready']"/></xsl:call-template>
        </xsl:if>
      </td>
    </tr>
  </xsl:template>

  <!-- A server that wants nothing: what was seen at its door, and what it does itself: seen rather than set. -->
  <xsl:template name="why-ready">
    <xsl:param name="findings"/>
    <xsl:variable name="in" select="$findings[@rule = 'tls.inbound-1.2'][1]"/>
    <xsl:variable name="out" select="($findings[@rule = 'windows.schannel-client'] | $findings[@rule = 'outbound.offered']
                                     | $findings[@rule = 'outbound.negotiated'])[last()]"/>
    <xsl:if test="$in"><xsl:value-of select="concat($w[@id = 'inbound'], ': ', $in/r:message, ' ')"/></xsl:if>
    <xsl:if test="$out"><xsl:value-of select="concat($w[@id = 'outbound'], ': ', $out/r:message)"/></xsl:if>
  </xsl:template>

  <xsl:template name="worst-mark">
    <xsl:param name="findings"/>
    <xsl:call-template name="outcome">
      <xsl:with-param name="of"><xsl:call-template name="worst"><xsl:with-param name="findings" select="$findings"/></xsl:call-template></xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- ============================================================ each server -->

  <xsl:template name="server-details">
    <h2 id="details"><xsl:value-of select="$w[@id = 'details']"/></h2>
    <xsl:if test="key('finding', 'organisation')">
      <details class="card server" id="organisation">
        <xsl:if test="key('finding', 'organisation')[@outcome = 'not-ready']"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
        <summary>
          <h3><xsl:value-of select="$w[@id = 'organisation']"/></h3>
          <span class="push"><xsl:call-template name="worst-mark"><xsl:with-param name="findings" select="key('finding', 'organisation')"/></xsl:call-template></span>
        </summary>
        <div class="body">
          <xsl:call-template name="findings"><xsl:with-param name="findings" select="key('finding', 'organisation')"/></xsl:call-template>
        </div>
      </details>
    </xsl:if>
    <xsl:apply-templates select="r:inventory/r:server" mode="detail"/>
  </xsl:template>

  <xsl:template match="r:server" mode="detail">
    <xsl:variable name="findings" select="key('finding', @id | r:endpoint/@id)"/>
    <details class="card server" id="{@id}">
      <xsl:call-template name="filter-marks"/>
      <summary>
        <h3><xsl:value-of select="@name"/></h3>
        <span class="soft"><xsl:value-of select="concat($v[@id = current()/@product], ' ', @release)"/></span>
        <xsl:if test="@roles != ''"><span class="tag"><xsl:value-of select="@roles"/></span></xsl:if>
        <xsl:if test="$report/r:findings">
          <span class="push">
            <xsl:call-template name="worst-mark"><xsl:with-param name="findings" select="$findings"/></xsl:call-template>
          </span>
        </xsl:if>
      </summary>
      <div class="body">
        <xsl:call-template name="server-facts"/>
        <xsl:if test="r:endpoint"><xsl:call-template name="endpoints"/></xsl:if>
        <xsl:if test="$report/r:findings">
          <xsl:call-template name="findings"><xsl:with-param name="findings" select="$findings"/></xsl:call-template>
        </xsl:if>
      </div>
    </details>
  </xsl:template>

  <xsl:template name="server-facts">
    <xsl:variable name="facts" select="key('fact', @id)"/>
    <dl>
      <xsl:for-each select="$facts[@key = 'build']">
        <dt><xsl:value-of select="$w[@id = 'build']"/></dt>
        <dd><xsl:value-of select="."/> <span class="small soft"> (<xsl:value-of select="$v[@id = current()/@by]"/>)</span></dd>
      </xsl:for-each>
      <xsl:if test="$facts[@key = 'os.name' or @key = 'os.version'][@seen = 'present']">
        <dt><xsl:value-of select="$w[@id = 'os']"/></dt>
        <dd><xsl:value-of select="concat($facts[@key = 'os.name'][1], ' ', $facts[@key = 'os.version'][1])"/></dd>
      </xsl:if>
      <xsl:if test="@site != ''"><dt><xsl:value-of select="$w[@id = 'site']"/></dt><dd><xsl:value-of select="@site"/></dd></xsl:if>
      <xsl:if test="@dn != ''"><dt><xsl:value-of select="$w[@id = 'dn']"/></dt><dd><code><xsl:value-of select="@dn"/></code></dd></xsl:if>
    </dl>
  </xsl:template>

  <xsl:template name="endpoints">
    <h4><xsl:value-of select="$w[@id = 'endpoints']"/></h4>
    <div class="scroll"><table>
      <caption><xsl:value-of select="$w[@id = 'versions-caption']"/></caption>
      <thead><tr>
        <th scope="col"><xsl:value-of select="$w[@id = 'endpoint']"/></th>
        <th scope="col" class="v">SSL 2</th><th scope="col" class="v">SSL 3</th><th scope="col" class="v">TLS 1.0</th>
        <th scope="col" class="v">TLS 1.1</th><th scope="col" class="v">TLS 1.2</th><th scope="col" class="v">TLS 1.3</th>
        <th scope="col"><xsl:value-of select="$w[@id = 'certificate']"/></th>
      </tr></thead>
      <tbody><xsl:apply-templates select="r:endpoint" mode="row"/></tbody>
    </table></div>
    <xsl:apply-templates select="r:endpoint" mode="detail"/>
  </xsl:template>

  <xsl:template match="r:endpoint" mode="row">
    <xsl:variable name="facts" select="key('fact', @id)"/>
    <tr>
      <th scope="row">
        <span class="mono"><xsl:if test="@host != ../@name"><xsl:value-of select="@host"/></xsl:if><xsl:value-of select="concat(':', @port)"/></span>
        <span class="soft" style="font-weight:400"><xsl:value-of select="concat(' ', @service)"/></span>
        <xsl:if test="@purpose != ''"><br/><span class="small soft" style="font-weight:400"><xsl:value-of select="@purpose"/></span></xsl:if>
      </th>
      <xsl:call-template name="version"><xsl:with-param name="fact" select="$facts[@key = 'tls.ssl2'][1]"/></xsl:call-template>
      <xsl:call-template name="version"><xsl:with-param name="fact" select="$facts[@key = 'tls.ssl3'][1]"/></xsl:call-template>
      <xsl:call-template name="version"><xsl:with-param name="fact" select="$facts[@key = 'tls.1.0'][1]"/></xsl:call-template>
      <xsl:call-template name="version"><xsl:with-param name="fact" select="$facts[@key = 'tls.1.1'][1]"/></xsl:call-template>
      <xsl:call-template name="version"><xsl:with-param name="fact" select="$facts[@key = 'tls.1.2'][1]"/><xsl:with-param name="when-on" select="'good'"/><xsl:with-param name="when-off" select="'bad'"/></xsl:call-template>
      <xsl:call-template name="version"><xsl:with-param name="fact" select="$facts[@key = 'tls.1.3'][1]"/><xsl:with-param name="when-on" select="'good'"/><xsl:with-param name="when-off" select="'none'"/></xsl:call-template>
      <td class="small">
        <xsl:for-each select="$facts[@key = 'cert.not-after']">
          <xsl:variable name="of" select="@of"/>
          <xsl:if test="position() &gt; 1"><br/></xsl:if>
          <xsl:value-of select="concat($w[@id = 'until'], ' ', substring(., 1, 10), ', ', $facts[@key = 'cert.key' and string(@of) = string($of)], ', ', $facts[@key = 'cert.chain' and string(@of) = string($of)])"/>
          <xsl:if test="$facts[@key = 'cert.name-match' and string(@of) = string($of)] = 'false'">, <b><xsl:value-of select="$w[@id = 'wrong-name']"/></b></xsl:if>
        </xsl:for-each>
      </td>
    </tr>
  </xsl:template>

  <xsl:template name="version">
    <xsl:param name="fact"/>
    <xsl:param name="when-on" select="'bad'"/>
    <xsl:param name="when-off" select="'good'"/>
    <td class="v">
      <xsl:choose>
        <xsl:when test="$fact/@seen = 'present'"><span class="{$when-on}"><xsl:call-template name="version-sign"><xsl:with-param name="of" select="$when-on"/></xsl:call-template><xsl:value-of select="$word-accepted"/></span></xsl:when>
        <xsl:when test="$fact/@seen = 'absent'"><span class="{$when-off}" title="{$fact}"><xsl:call-template name="version-sign"><xsl:with-param name="of" select="$when-off"/></xsl:call-template><xsl:value-of select="$word-refused"/></span></xsl:when>
        <xsl:when test="$fact/@seen = 'failed'"><span class="unk" title="{$fact}">? <xsl:value-of select="$word-no-answer"/></span></xsl:when>
        <xsl:otherwise><span class="none">&#x2013;</span></xsl:otherwise>
      </xsl:choose>
    </td>
  </xsl:template>

  <!-- "accepted" is good news for TLS 1.2 and bad news for SSL 3.0; colour alone must not have to say so. -->
  <xsl:template name="version-sign">
    <xsl:param name="of"/>
    <xsl:choose>
      <xsl:when test="$of = 'good'">&#x2713; </xsl:when>
      <xsl:when test="$of = 'bad'">&#x2715; </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="r:endpoint" mode="detail">
    <xsl:variable name="facts" select="key('fact', @id)"/>
    <xsl:if test="$facts[starts-with(@key, 'tls.') or starts-with(@key, 'cert.')][@seen = 'present']">
      <details>
        <summary class="small">
          <xsl:value-of select="concat($w[@id = 'suites-certificate'], ' ')"/>
          <span class="mono"><xsl:value-of select="concat(':', @port, '/', @service)"/></span>
        </summary>
        <dl class="small">
          <xsl:for-each select="$facts[@key = 'tls.ssl2' or @key = 'tls.ssl3' or @key = 'tls.1.0' or @key = 'tls.1.1' or @key = 'tls.1.2' or @key = 'tls.1.3'][@seen = 'present']">
            <dt class="mono"><xsl:value-of select="@key"/></dt><dd><code><xsl:value-of select="."/></code></dd>
          </xsl:for-each>
          <xsl:for-each select="$facts[@key = 'tls.order'][@seen = 'present']">
            <dt><xsl:value-of select="$w[@id = 'order']"/></dt><dd><xsl:value-of select="."/></dd>
          </xsl:for-each>
          <xsl:for-each select="$facts[@key = 'cert.subject']">
            <xsl:variable name="one" select="$facts[string(@of) = string(current()/@of)]"/>
            <dt><xsl:value-of select="$w[@id = 'subject']"/></dt><dd><xsl:value-of select="."/></dd>
            <dt><xsl:value-of select="$w[@id = 'issuer']"/></dt><dd><xsl:value-of select="$one[@key = 'cert.issuer']"/></dd>
            <dt><xsl:value-of select="$w[@id = 'names']"/></dt><dd><xsl:value-of select="$one[@key = 'cert.names']"/></dd>
            <dt><xsl:value-of select="$w[@id = 'valid']"/></dt><dd><xsl:value-of select="concat(substring($one[@key = 'cert.not-before'], 1, 10), ' &#x2013; ', substring($one[@key = 'cert.not-after'], 1, 10))"/></dd>
            <dt><xsl:value-of select="$w[@id = 'key']"/></dt><dd><xsl:value-of select="concat($one[@key = 'cert.key'], ', ', $one[@key = 'cert.signature'])"/></dd>
            <dt><xsl:value-of select="$w[@id = 'chain']"/></dt><dd><xsl:value-of select="$one[@key = 'cert.chain']"/></dd>
            <dt><xsl:value-of select="$w[@id = 'fingerprint']"/></dt><dd><code><xsl:value-of select="$one[@key = 'cert.sha1']"/></code></dd>
          </xsl:for-each>
        </dl>
      </details>
    </xsl:if>
  </xsl:template>

  <!-- ============================================================ findings -->

  <xsl:template name="findings">
    <xsl:param name="findings"/>
    <xsl:variable name="counted" select="$findings[not(@waiver) and not(@off)]"/>
    <xsl:variable name="aside" select="$findings[@waiver or @off]"/>
    <xsl:if test="not($findings)"><p><xsl:value-of select="$w[@id = 'no-findings']"/></p></xsl:if>
    <xsl:call-template name="findings-of"><xsl:with-param name="findings" select="$counted[@outcome = 'not-ready']"/></xsl:call-template>
    <xsl:call-template name="findings-of"><xsl:with-param name="findings" select="$counted[@outcome = 'unknown']"/></xsl:call-template>
    <xsl:if test="$aside">
      <h4><xsl:value-of select="concat($w[@id = 'set-aside'], ' (', count($aside), ')')"/></h4>
      <ul class="findings">
        <xsl:for-each select="$aside">
          <xsl:sort select="string-length(substring-before($outcomes, concat(' ', @outcome, ' ')))" data-type="number"/>
          <xsl:apply-templates select="."/>
        </xsl:for-each>
      </ul>
    </xsl:if>
    <xsl:call-template name="findings-of"><xsl:with-param name="findings" select="$counted[@outcome = 'ready']"/><xsl:with-param name="folded" select="true()"/></xsl:call-template>
    <xsl:call-template name="findings-of"><xsl:with-param name="findings" select="$counted[@outcome = 'not-applicable']"/><xsl:with-param name="folded" select="true()"/></xsl:call-template>
  </xsl:template>

  <xsl:template name="findings-of">
    <xsl:param name="findings"/>
    <xsl:param name="folded" select="false()"/>
    <xsl:variable name="list">
      <ul class="findings">
        <xsl:for-each select="$findings">
          <xsl:sort select="string-length(substring-before($severities, concat(' ', @severity, ' ')))" data-type="number"/>
          <xsl:apply-templates select="."/>
        </xsl:for-each>
      </ul>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="not($findings)"/>
      <xsl:when test="$folded">
        <details style="margin-top:1rem">
          <summary><xsl:call-template name="outcome"><xsl:with-param name="of" select="$findings/@outcome"/><xsl:with-param name="count" select="count($findings)"/></xsl:call-template></summary>
          <xsl:copy-of select="$list"/>
        </details>
      </xsl:when>
      <xsl:otherwise>
        <h4><xsl:call-template name="outcome"><xsl:with-param name="of" select="$findings/@outcome"/><xsl:with-param name="count" select="count($findings)"/></xsl:call-template></h4>
        <xsl:copy-of select="$list"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="r:finding">
    <xsl:variable name="fact" select="key('fact-id', @fact)"/>
    <li class="{@outcome}">
      <div class="head">
        <b><xsl:call-template name="title"><xsl:with-param name="kind" select="'rule'"/><xsl:with-param name="id" select="@rule"/></xsl:call-template></b>
        <xsl:if test="key('subject', @about)/@port">
          <span class="mono"><xsl:value-of select="concat(':', key('subject', @about)/@port, '/', key('subject', @about)/@service)"/></span>
        </xsl:if>
        <span class="tag {@severity}"><xsl:value-of select="$v[@id = current()/@severity]"/></span>
        <span class="tag"><xsl:value-of select="$v[@id = concat(current()/@question, '-tag')]"/></span>
      </div>
      <p><xsl:value-of select="r:message"/></p>
      <xsl:if test="@waiver or @off">
        <p>
          <xsl:call-template name="outcome"><xsl:with-param name="of" select="@outcome"/></xsl:call-template>
          <xsl:text> &#xB7; </xsl:text>
          <xsl:call-template name="set-aside-reason"/>
        </p>
      </xsl:if>
      <p class="small soft">
        <code><xsl:value-of select="@rule"/></code>
        <xsl:text> &#xB7; </xsl:text>
        <xsl:value-of select="concat($word-decided-by, ': ')"/>
        <xsl:choose>
          <xsl:when test="$fact">
            <code><xsl:value-of select="$fact/@key"/></code>
            <xsl:if test="$fact/@of"><xsl:value-of select="concat(' [', $fact/@of, ']')"/></xsl:if>
            <xsl:value-of select="concat(' ', $v[@id = $fact/@seen])"/>
            <xsl:if test="$fact != ''">
              <xsl:text>: </xsl:text>
              <code>
                <xsl:value-of select="substring($fact, 1, 160)"/>
                <xsl:if test="string-length($fact) &gt; 160">&#x2026;</xsl:if>
              </code>
            </xsl:if>
            <xsl:value-of select="concat(' (', $v[@id = $fact/@by], ', ', translate($fact/@at, 'TZ', ' '), ')')"/>
          </xsl:when>
          <xsl:otherwise><xsl:value-of select="$word-nothing-known"/></xsl:otherwise>
        </xsl:choose>
        <xsl:if test="@evidence != ''">
          <xsl:text> &#xB7; </xsl:text>
          <xsl:variable name="evidence"><xsl:call-template name="title"><xsl:with-param name="kind" select="'evidence'"/><xsl:with-param name="id" select="@evidence"/></xsl:call-template></xsl:variable>
          <xsl:choose>
            <xsl:when test="key('asked', concat(@about, ' ', @evidence)) or key('asked', concat(key('subject', @about)/../@id, ' ', @evidence))"><a href="#need-{@evidence}"><xsl:value-of select="$evidence"/></a></xsl:when>
            <xsl:otherwise><xsl:value-of select="$evidence"/></xsl:otherwise>
          </xsl:choose>
          <xsl:value-of select="concat(' ', $word-needs)"/>
        </xsl:if>
        <xsl:if test="@unverified = 'true'">
          <xsl:text> &#xB7; </xsl:text><xsl:value-of select="$word-unverified"/>
        </xsl:if>
      </p>
    </li>
  </xsl:template>
</xsl:stylesheet>
