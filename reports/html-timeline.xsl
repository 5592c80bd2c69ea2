<?xml version="1.0" encoding="UTF-8"?>
<!-- The page's part about a change window: go or no-go, and what was seen to happen, in its order. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:hybridready:report:1"
                exclude-result-prefixes="r">

  <!-- A page with more events than this helps nobody; the XML has them all. -->
  <xsl:variable name="events-shown" select="2000"/>

  <xsl:template name="timeline">
    <xsl:for-each select="r:timeline">
      <xsl:variable name="outcome">
        <xsl:choose>
          <xsl:when test="@go = 'go'">ready</xsl:when>
          <xsl:when test="@go = 'no-go'">not-ready</xsl:when>
          <xsl:otherwise>unknown</xsl:otherwise>
        </xsl:choose>
      </xsl:variable>
      <h2 id="timeline"><xsl:value-of select="$w[@id = 'timeline']"/></h2>
      <section class="card verdict {$outcome}">
        <p class="big">
          <xsl:call-template name="sign"><xsl:with-param name="of" select="string($outcome)"/></xsl:call-template>
          <xsl:value-of select="$v[@id = current()/@go]"/>
        </p>
        <!-- The reason itself is in English. -->
        <p>
          <xsl:value-of select="$v[@id = concat(current()/@go, '-text')]"/>
          <xsl:if test="$language = 'en'"><xsl:value-of select="concat(' (', @reason, ')')"/></xsl:if>
        </p>
        <p class="small soft">
          <xsl:call-template name="time"><xsl:with-param name="of" select="@from"/></xsl:call-template>
          <xsl:text> &#x2013; </xsl:text>
          <xsl:call-template name="time"><xsl:with-param name="of" select="@until"/></xsl:call-template>
        </p>
        <xsl:call-template name="events"/>
      </section>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="events">
    <xsl:choose>
      <xsl:when test="not(r:event)"><p><xsl:value-of select="$w[@id = 'no-events']"/></p></xsl:when>
      <xsl:otherwise>
        <div class="scroll"><table class="list">
          <caption><xsl:value-of select="$w[@id = 'events-caption']"/></caption>
          <thead><tr>
            <th scope="col" style="width:9%"><xsl:value-of select="$w[@id = 'at']"/></th>
            <th scope="col" style="width:26%"><xsl:value-of select="$w[@id = 'about']"/></th>
            <th scope="col"><xsl:value-of select="$w[@id = 'happened']"/></th>
          </tr></thead>
          <tbody>
            <xsl:for-each select="r:event[position() &lt;= $events-shown]"><xsl:call-template name="event"/></xsl:for-each>
          </tbody>
        </table></div>
        <xsl:if test="count(r:event) &gt; $events-shown or @left-out">
          <p class="soft"><xsl:value-of select="$w[@id = 'too-many']"/></p>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What got worse has the sign and the colour of what is not ready. -->
  <xsl:template name="event">
    <xsl:variable name="bearing">
      <xsl:choose>
        <xsl:when test="@kind = 'worse' or @kind = 'unreachable' or @kind = 'broken' or @kind = 'step-open'">not-ready</xsl:when>
        <xsl:when test="@kind = 'better' or @kind = 'back' or @kind = 'step-done'">ready</xsl:when>
        <xsl:when test="@kind = 'unclear' or @kind = 'restarting' or @kind = 'unsteady'">unknown</xsl:when>
        <xsl:otherwise>not-applicable</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <tr>
      <td class="small"><time datetime="{@at}"><xsl:value-of select="substring(@at, 12, 8)"/></time></td>
      <td><xsl:call-template name="subject-link"><xsl:with-param name="id" select="@about"/></xsl:call-template></td>
      <td>
        <span class="o {$bearing}">
          <xsl:call-template name="sign"><xsl:with-param name="of" select="string($bearing)"/></xsl:call-template>
          <xsl:value-of select="$v[@id = concat('event-', current()/@kind)]"/>
        </span>
        <xsl:call-template name="event-of"/>
      </td>
    </tr>
  </xsl:template>

  <xsl:template name="event-of">
    <xsl:choose>
      <xsl:when test="starts-with(@kind, 'step-')">
        <xsl:value-of select="concat(' ', @of, ': ')"/>
        <xsl:call-template name="title"><xsl:with-param name="kind" select="'remedy'"/><xsl:with-param name="id" select="string(.)"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="@kind = 'worse' or @kind = 'better' or @kind = 'unclear'">
        <xsl:text> </xsl:text>
        <xsl:call-template name="title"><xsl:with-param name="kind" select="'rule'"/><xsl:with-param name="id" select="@of"/></xsl:call-template>
        <br/><span class="small soft"><xsl:value-of select="."/></span>
      </xsl:when>
      <xsl:otherwise>
        <xsl:if test="@of">
          <xsl:text> </xsl:text>
          <xsl:choose>
            <xsl:when test="@of = 'ssl2'">SSL 2.0</xsl:when>
            <xsl:when test="@of = 'ssl3'">SSL 3.0</xsl:when>
            <xsl:when test="starts-with(@of, '1.')"><xsl:value-of select="concat('TLS ', @of)"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="@of"/></xsl:otherwise>
          </xsl:choose>
        </xsl:if>
        <xsl:if test=". != ''"><br/><span class="small soft"><xsl:value-of select="."/></span></xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
