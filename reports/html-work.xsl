<?xml version="1.0" encoding="UTF-8"?>
<!-- The page's part about work: the plan by remedy, and what only the owners can bring. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:hybridready:report:1"
                exclude-result-prefixes="r">

  <!-- One item per remedy, where its first step stands; the servers of its steps below it. -->
  <xsl:template name="plan">
    <h2 id="first"><xsl:value-of select="$w[@id = 'first']"/></h2>
    <xsl:choose>
      <xsl:when test="r:plan/r:step">
        <p class="soft"><xsl:value-of select="$w[@id = 'first-text']"/></p>
        <ol class="plan">
          <xsl:call-template name="plan-items"><xsl:with-param name="steps" select="r:plan/r:step[not(@certain = 'false')]"/></xsl:call-template>
        </ol>
        <!-- What nobody knows to be needed must not bury what is. -->
        <xsl:variable name="unsure" select="r:plan/r:step[@certain = 'false']"/>
        <xsl:if test="$unsure">
          <details>
            <summary><xsl:value-of select="concat($w[@id = 'unsure'], ' (', count($unsure), ')')"/></summary>
            <p class="soft"><xsl:value-of select="$w[@id = 'unsure-text']"/></p>
            <ol class="plan">
              <xsl:call-template name="plan-items"><xsl:with-param name="steps" select="$unsure"/></xsl:call-template>
            </ol>
          </details>
        </xsl:if>
      </xsl:when>
      <xsl:when test="r:verdict[@outcome = 'unknown']"><p><xsl:value-of select="$w[@id = 'nothing-to-do-yet']"/></p></xsl:when>
      <xsl:otherwise><p><xsl:value-of select="$w[@id = 'nothing-to-do']"/></p></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The first step's remedy with all its steps, then the rest: as deep as there are remedies. -->
  <xsl:template name="plan-items">
    <xsl:param name="steps"/>
    <xsl:if test="$steps">
      <xsl:for-each select="$steps[1]">
        <xsl:call-template name="plan-item"><xsl:with-param name="steps" select="$steps[@remedy = current()/@remedy]"/></xsl:call-template>
      </xsl:for-each>
      <xsl:call-template name="plan-items"><xsl:with-param name="steps" select="$steps[@remedy != $steps[1]/@remedy]"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="plan-item">
    <xsl:param name="steps"/>
    <xsl:variable name="entry" select="key('legend', concat('remedy/', @remedy))"/>
    <li class="card" data-n="{@n}">
      <p class="title">
        <xsl:call-template name="title"><xsl:with-param name="kind" select="'remedy'"/><xsl:with-param name="id" select="@remedy"/></xsl:call-template>
      </p>
      <ul class="who">
        <xsl:for-each select="$steps">
          <li id="step-{@n}">
            <span class="soft"><xsl:value-of select="concat($w[@id = 'step'], ' ', @n, ': ')"/></span>
            <xsl:call-template name="subject-link"><xsl:with-param name="id" select="@about"/></xsl:call-template>
            <xsl:if test="@detail"><span class="soft"> (<xsl:value-of select="@detail"/>)</span></xsl:if>
            <xsl:if test="@after != ''"><span class="soft"> (<xsl:call-template name="after"/>)</span></xsl:if>
          </li>
        </xsl:for-each>
      </ul>
      <xsl:if test="$steps/r:effect">
        <details>
          <summary><xsl:value-of select="concat($w[@id = 'changes'], ' (', count($steps/r:effect), ')')"/></summary>
          <xsl:call-template name="effects"><xsl:with-param name="effects" select="$steps/r:effect"/></xsl:call-template>
        </details>
      </xsl:if>
      <xsl:if test="$entry/r:text | $entry/r:verify | $entry/r:undo">
        <details>
          <xsl:if test="not(preceding-sibling::r:step)"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
          <summary><xsl:value-of select="$w[@id = 'more']"/></summary>
          <dl>
            <xsl:if test="$entry/r:text"><dt><xsl:value-of select="$w[@id = 'how']"/></dt><dd class="pre"><xsl:value-of select="$entry/r:text"/></dd></xsl:if>
            <xsl:if test="$entry/r:verify"><dt><xsl:value-of select="$w[@id = 'verify']"/></dt><dd class="pre"><xsl:value-of select="$entry/r:verify"/></dd></xsl:if>
            <xsl:if test="$entry/r:undo"><dt><xsl:value-of select="$w[@id = 'undo']"/></dt><dd class="pre"><xsl:value-of select="$entry/r:undo"/></dd></xsl:if>
            <xsl:if test="$entry/@source"><dt><xsl:value-of select="$w[@id = 'source']"/></dt><dd><xsl:call-template name="source-link"><xsl:with-param name="of" select="$entry/@source"/></xsl:call-template></dd></xsl:if>
          </dl>
        </details>
      </xsl:if>
    </li>
  </xsl:template>

  <!-- Finding by finding, from what to what; what is expected, not what is known. -->
  <xsl:template name="effects">
    <xsl:param name="effects"/>
    <xsl:choose>
      <xsl:when test="count($effects) &gt; 500"><p><xsl:value-of select="$w[@id = 'too-many']"/></p></xsl:when>
      <xsl:otherwise>
        <ul class="effects">
          <xsl:for-each select="$effects">
            <li>
              <xsl:call-template name="subject-link"><xsl:with-param name="id" select="@about"/></xsl:call-template>
              <xsl:text>: </xsl:text>
              <xsl:call-template name="title"><xsl:with-param name="kind" select="'rule'"/><xsl:with-param name="id" select="@rule"/></xsl:call-template>
              <xsl:text> </xsl:text>
              <xsl:call-template name="outcome"><xsl:with-param name="of" select="string(@from)"/></xsl:call-template>
              <xsl:text> &#x2192; </xsl:text>
              <xsl:call-template name="outcome"><xsl:with-param name="of" select="string(@to)"/></xsl:call-template>
            </li>
          </xsl:for-each>
        </ul>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="requests">
    <h2 id="unseen"><xsl:value-of select="$w[@id = 'unseen']"/></h2>
    <xsl:choose>
      <xsl:when test="r:requests/r:request">
        <p class="soft"><xsl:value-of select="$w[@id = 'unseen-text']"/></p>
        <xsl:call-template name="request-items"><xsl:with-param name="requests" select="r:requests/r:request"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><p><xsl:value-of select="$w[@id = 'nothing-to-bring']"/></p></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="request-items">
    <xsl:param name="requests"/>
    <xsl:if test="$requests">
      <xsl:for-each select="$requests[1]">
        <xsl:call-template name="request-item"><xsl:with-param name="requests" select="$requests[@evidence = current()/@evidence]"/></xsl:call-template>
      </xsl:for-each>
      <xsl:call-template name="request-items"><xsl:with-param name="requests" select="$requests[@evidence != $requests[1]/@evidence]"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="request-item">
    <xsl:param name="requests"/>
    <xsl:variable name="entry" select="key('legend', concat('evidence/', @evidence))"/>
    <div class="card need" style="margin-bottom:10px" id="need-{@evidence}">
      <p class="title">
        <xsl:call-template name="title"><xsl:with-param name="kind" select="'evidence'"/><xsl:with-param name="id" select="@evidence"/></xsl:call-template>
      </p>
      <ul class="who">
        <xsl:for-each select="$requests">
          <li><xsl:call-template name="subject-link"><xsl:with-param name="id" select="@about"/></xsl:call-template></li>
        </xsl:for-each>
      </ul>
      <xsl:if test="$entry/r:text">
        <details>
          <summary><xsl:value-of select="$w[@id = 'how']"/></summary>
          <p class="pre"><xsl:value-of select="$entry/r:text"/></p>
        </details>
      </xsl:if>
    </div>
  </xsl:template>
</xsl:stylesheet>
