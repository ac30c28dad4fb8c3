# Licences of the libraries that come along

Of derm-metrics, derm-taxonomy, derm-data and derm-model together, without the backend that you choose; written by
`.ci/licences`. What one of them brings is in its SBOM. Where there are several licences the choice is yours.

| library | licence |
|---|---|
<#list dependencyMap as entry>
<#assign project = entry.getKey()/>
| `${project.groupId}:${project.artifactId}:${project.version}` | <#list entry.getValue() as license>${license}<#if license_has_next> or </#if></#list> |
</#list>
