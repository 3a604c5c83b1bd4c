/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-conversation-page.h"

#include "aloud-call-bar.h"
#include "aloud-call-notice.h"
#include "aloud-captions.h"
#include "aloud-closures.h"
#include "aloud-macros.h"
#include "aloud-transcript-view.h"
#include "aloud-trend.h"

struct _AloudConversationPage
{
  AdwBin parent;

  /* Injected */
  AloudSession *session;
  GMenuModel *devices;

  /* Owned */
  char *talk_key;
  gboolean shows_captions;

  /* Template */
  GtkStack *body;
  AloudTranscriptView *view;
  AloudCaptions *captions;
  AloudTrend *trend;
  GtkWidget *bar;
};

G_DEFINE_FINAL_TYPE (AloudConversationPage, aloud_conversation_page, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_SESSION,
  PROP_TALK_KEY,
  PROP_DEVICES,
  PROP_CAPTIONS,
  PROP_MARK_DOUBTFUL,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static void
update_body (AloudConversationPage *self)
{
  guint n_turns = g_list_model_get_n_items (G_LIST_MODEL (aloud_session_get_transcript (self->session)));

  gtk_stack_set_visible_child_name (self->body, n_turns == 0 ? "empty" : self->shows_captions ? "captions" : "transcript");
}

static gboolean
aloud_conversation_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (ALOUD_CONVERSATION_PAGE (widget)->bar);
}

static void
aloud_conversation_page_constructed (GObject *object)
{
  AloudConversationPage *self = ALOUD_CONVERSATION_PAGE (object);
  AloudTranscript *transcript = aloud_session_get_transcript (self->session);

  G_OBJECT_CLASS (aloud_conversation_page_parent_class)->constructed (object);

  aloud_transcript_view_set_model (self->view, G_LIST_MODEL (transcript));
  g_object_set (self->captions, "model", transcript, NULL);
  g_object_set (self->trend, "model", transcript, NULL);
  g_signal_connect_object (transcript, "items-changed", G_CALLBACK (update_body), self, G_CONNECT_SWAPPED);
  update_body (self);
}

static void
aloud_conversation_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudConversationPage *self = ALOUD_CONVERSATION_PAGE (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_TALK_KEY:
      g_value_set_string (value, self->talk_key);
      break;
    case PROP_DEVICES:
      g_value_set_object (value, self->devices);
      break;
    case PROP_CAPTIONS:
      g_value_set_boolean (value, self->shows_captions);
      break;
    case PROP_MARK_DOUBTFUL:
      g_object_get_property (G_OBJECT (self->view), "mark-doubtful", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_conversation_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudConversationPage *self = ALOUD_CONVERSATION_PAGE (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_TALK_KEY:
      if (aloud_set_str (&self->talk_key, g_value_get_string (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_CAPTIONS:
      if (self->shows_captions == g_value_get_boolean (value))
        break;
      self->shows_captions = !self->shows_captions;
      update_body (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_MARK_DOUBTFUL:
      g_object_set_property (G_OBJECT (self->view), "mark-doubtful", value);
      break;
    case PROP_DEVICES:
      if (g_set_object (&self->devices, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_conversation_page_dispose (GObject *object)
{
  AloudConversationPage *self = ALOUD_CONVERSATION_PAGE (object);

  g_clear_object (&self->session);
  g_clear_object (&self->devices);
  g_clear_pointer (&self->talk_key, g_free);

  G_OBJECT_CLASS (aloud_conversation_page_parent_class)->dispose (object);
}

static void
aloud_conversation_page_class_init (AloudConversationPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ALOUD_TYPE_CALL_BAR);
  g_type_ensure (ALOUD_TYPE_CALL_NOTICE);
  g_type_ensure (ALOUD_TYPE_CAPTIONS);
  g_type_ensure (ALOUD_TYPE_TRANSCRIPT_VIEW);
  g_type_ensure (ALOUD_TYPE_TREND);

  object_class->constructed = aloud_conversation_page_constructed;
  object_class->get_property = aloud_conversation_page_get_property;
  object_class->set_property = aloud_conversation_page_set_property;
  object_class->dispose = aloud_conversation_page_dispose;
  widget_class->grab_focus = aloud_conversation_page_grab_focus;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, ALOUD_TYPE_SESSION,
                                             ALOUD_PARAM_CONSTRUCT_ONLY);
  props[PROP_TALK_KEY] = g_param_spec_string ("talk-key", NULL, NULL, NULL, ALOUD_PARAM_READWRITE);
  props[PROP_DEVICES] = g_param_spec_object ("devices", NULL, NULL, G_TYPE_MENU_MODEL, ALOUD_PARAM_READWRITE);
  props[PROP_CAPTIONS] = g_param_spec_boolean ("captions", NULL, NULL, FALSE, ALOUD_PARAM_READWRITE);
  props[PROP_MARK_DOUBTFUL] = g_param_spec_boolean ("mark-doubtful", NULL, NULL, FALSE, ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               ALOUD_RESOURCE_PATH "/ui/aloud-conversation-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudConversationPage, body);
  gtk_widget_class_bind_template_child (widget_class, AloudConversationPage, view);
  gtk_widget_class_bind_template_child (widget_class, AloudConversationPage, captions);
  gtk_widget_class_bind_template_child (widget_class, AloudConversationPage, trend);
  gtk_widget_class_bind_template_child (widget_class, AloudConversationPage, bar);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_empty_icon);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_empty_title);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_empty_text);
}

static void
aloud_conversation_page_init (AloudConversationPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
aloud_conversation_page_new (AloudSession *session)
{
  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);

  return g_object_new (ALOUD_TYPE_CONVERSATION_PAGE, "session", session, NULL);
}

void
aloud_conversation_page_jump_to_latest (AloudConversationPage *self)
{
  g_return_if_fail (ALOUD_IS_CONVERSATION_PAGE (self));

  aloud_transcript_view_jump_to_latest (self->view);
}

void
aloud_conversation_page_find (AloudConversationPage *self)
{
  g_return_if_fail (ALOUD_IS_CONVERSATION_PAGE (self));

  gtk_stack_set_visible_child_name (self->body, "transcript"); /* until the captions are asked for anew */
  aloud_transcript_view_find (self->view);
}

gboolean
aloud_conversation_page_end_search (AloudConversationPage *self)
{
  g_return_val_if_fail (ALOUD_IS_CONVERSATION_PAGE (self), FALSE);

  return aloud_transcript_view_end_search (self->view);
}
