{{- define "repartee.labels" -}}
app.kubernetes.io/name: repartee
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}
{{- define "repartee.selector" -}}
app.kubernetes.io/name: repartee
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
