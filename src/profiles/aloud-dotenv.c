/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-dotenv.h"

#include "aloud-macros.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define BLANKS          " \t"

static const char *
skip_blanks (const char *text)
{
  return text + strspn (text, BLANKS);
}

static gsize
measure_name (const char *text)
{
  if (!g_ascii_isalpha (*text) && *text != '_')
    return 0;
  return strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_");
}

/* Whether nothing but a comment follows. */
static gboolean
is_rest_empty (const char *text)
{
  text = skip_blanks (text);
  return *text == '\0' || *text == '#';
}

static char
unescape (char c)
{
  switch (c)
    {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
    }
}

/* @text begins behind the quote. Appends what stands in the quotes; FALSE when they do not close. */
static gboolean
read_quoted (const char *text, char quote, GString *value)
{
  for (; *text != quote; text++)
    {
      if (*text == '\0')
        return FALSE;
      if (quote == '"' && *text == '\\' && text[1] != '\0')
        g_string_append_c (value, unescape (*++text));
      else
        g_string_append_c (value, *text);
    }
  return is_rest_empty (text + 1);
}

/* To the end of the line, or to a comment, which needs a blank before it. */
static void
read_plain (const char *text, GString *value)
{
  const char *end = text;

  while (*end != '\0' && !(*end == '#' && (end == text || strchr (BLANKS, end[-1]) != NULL)))
    end++;
  while (end > text && strchr (BLANKS, end[-1]) != NULL)
    end--;
  g_string_append_len (value, text, end - text);
}

/* "NAME=value", or NULL when the line is none. */
static char *
read_line (const char *line)
{
  g_autofree char *name = NULL;
  GString *variable;
  gboolean good = TRUE;
  gsize length;

  if (g_str_has_prefix (line, "export") && strchr (BLANKS, line[6]) != NULL && line[6] != '\0')
    line = skip_blanks (line + 6);
  length = measure_name (line);
  name = g_strndup (line, length);
  line = skip_blanks (line + length);
  if (length == 0 || *line != '=')
    return NULL;

  line = skip_blanks (line + 1);
  variable = g_string_sized_new (length + strlen (line) + 2); /* never moved: a copy would stay behind */
  g_string_append (variable, name);
  g_string_append_c (variable, '=');
  if (*line == '\'' || *line == '"')
    good = read_quoted (line + 1, *line, variable);
  else
    read_plain (line, variable);
  if (good)
    return g_string_free (variable, FALSE);
  aloud_wipe_free (g_string_free (variable, FALSE));
  return NULL;
}

static void
add (GPtrArray *variables, char *variable)
{
  gsize name_length = (gsize) (strchr (variable, '=') - variable) + 1;

  for (guint i = 0; i < variables->len; i++)
    if (strncmp (g_ptr_array_index (variables, i), variable, name_length) == 0)
      {
        g_ptr_array_remove_index (variables, i);
        break;
      }
  g_ptr_array_add (variables, variable);
}

static void
add_line (GPtrArray *variables, char *line, guint *n_bad)
{
  const char *start = skip_blanks (line);
  gsize length = strlen (line);
  char *variable;

  if (length > 0 && line[length - 1] == '\r')
    line[length - 1] = '\0';
  if (is_rest_empty (start))
    return;
  variable = g_utf8_validate (start, -1, NULL) ? read_line (start) : NULL;
  if (variable != NULL)
    add (variables, variable);
  else
    (*n_bad)++;
}

GStrv
aloud_dotenv_parse (const char *text, gsize length, guint *n_bad)
{
  GPtrArray *variables = g_ptr_array_new_with_free_func ((GDestroyNotify) aloud_wipe_free);
  char *copy = g_malloc (length + 1);
  char *line = copy;
  guint bad = 0;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  for (gsize i = 0; i < length; i++)
    copy[i] = text[i] != '\0' ? text[i] : '\x1a'; /* no name and no value has one */
  copy[length] = '\0';
  if (g_str_has_prefix (copy, BYTE_ORDER_MARK))
    line += strlen (BYTE_ORDER_MARK);

  while (line != NULL)
    {
      char *end = strchr (line, '\n');

      if (end != NULL)
        *end++ = '\0';
      add_line (variables, line, &bad);
      line = end;
    }
  explicit_bzero (copy, length);
  g_free (copy);

  if (n_bad != NULL)
    *n_bad = bad;
  g_ptr_array_add (variables, NULL);
  g_ptr_array_set_free_func (variables, NULL);
  return (GStrv) g_ptr_array_free (variables, FALSE);
}

void
aloud_dotenv_free (GStrv variables)
{
  for (guint i = 0; variables != NULL && variables[i] != NULL; i++)
    aloud_wipe_free (variables[i]);
  g_free (variables);
}
