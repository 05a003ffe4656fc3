/**
 * The chat template of the tiny models: Llama 3's turns, with `tools` listed in the system turn, tool calls as JSON and
 * tool results in an `ipython` turn. Renders with any Jinja that knows `tojson`.
 */
export const tinyChatTemplate: string = `{{- bos_token -}}
{%- set turns = messages -%}
{%- set instructions = '' -%}
{%- if messages and messages[0]['role'] == 'system' -%}
{%- set instructions = messages[0]['content'] -%}
{%- set turns = messages[1:] -%}
{%- endif -%}
{%- if instructions or tools -%}
{{- '<|start_header_id|>system<|end_header_id|>\\n\\n' + instructions -}}
{%- if tools -%}
{{- '\\n\\nTo call a function, answer only with {"name": function name, "parameters": its arguments}. Functions:' -}}
{%- for tool in tools -%}
{{- '\\n' + (tool | tojson) -}}
{%- endfor -%}
{%- endif -%}
{{- '<|eot_id|>' -}}
{%- endif -%}
{%- for message in turns -%}
{%- if message['role'] == 'tool' or message['role'] == 'ipython' -%}
{{- '<|start_header_id|>ipython<|end_header_id|>\\n\\n' + message['content'] + '<|eot_id|>' -}}
{%- elif message['tool_calls'] -%}
{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' -}}
{%- if message['content'] -%}{{- message['content'] + '\\n' -}}{%- endif -%}
{%- for call in message['tool_calls'] -%}
{%- set function = call['function'] or call -%}
{%- if not loop.first -%}{{- '\\n' -}}{%- endif -%}
{{- '{"name": "' + function['name'] + '", "parameters": ' -}}
{%- if function['arguments'] is string -%}{{- function['arguments'] -}}
{%- else -%}{{- function['arguments'] | tojson -}}{%- endif -%}
{{- '}' -}}
{%- endfor -%}
{{- '<|eot_id|>' -}}
{%- else -%}
{{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] + '<|eot_id|>' -}}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' -}}
{%- endif -%}`;
