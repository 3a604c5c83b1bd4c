/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-stage.h"

static gboolean
enabled (AloudStage *stage, const char *name)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (stage->group), name);
}

static void
press (AloudStage *stage, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (stage->group), name, NULL);
}

static gboolean
flag (AloudStage *stage, const char *property)
{
  gboolean value;

  g_object_get (stage->session, property, &value, NULL);
  return value;
}

static AloudState
state (AloudStage *stage)
{
  return aloud_session_get_state (stage->session);
}

static void
test_enabled (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();

  g_assert_true (enabled (stage, "call"));
  g_assert_true (enabled (stage, "toggle-call"));
  g_assert_false (enabled (stage, "hang-up"));
  g_assert_false (enabled (stage, "stop-agent"));
  g_assert_false (enabled (stage, "retry-now"));
  g_assert_false (enabled (stage, "dismiss-error"));

  aloud_stage_go_live (stage);
  g_assert_false (enabled (stage, "call"));
  g_assert_true (enabled (stage, "toggle-call"));
  g_assert_true (enabled (stage, "hang-up"));
  g_assert_false (enabled (stage, "stop-agent"));

  aloud_stage_answer (stage, "Once", "g1");
  aloud_stage_sound (stage, TRUE);
  aloud_test_wait (enabled (stage, "stop-agent"));
}

static void
test_no_agents (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();

  g_list_store_remove_all (stage->agents);
  g_assert_false (enabled (stage, "call"));
  g_assert_false (enabled (stage, "toggle-call"));
  press (stage, "call");
  g_assert_cmpint (state (stage), ==, ALOUD_STATE_IDLE);

  g_list_store_append (stage->agents, stage->agent);
  g_assert_true (enabled (stage, "call"));
}

static void
test_call (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();

  g_list_store_append (stage->agents, stage->second_agent);
  press (stage, "call");
  g_assert_true (aloud_session_get_agent (stage->session) == ALOUD_AGENT (stage->agent));
  aloud_test_wait (state (stage) == ALOUD_STATE_LIVE);
  press (stage, "toggle-call");
  aloud_test_wait (state (stage) == ALOUD_STATE_IDLE);

  g_action_group_activate_action (G_ACTION_GROUP (stage->group), "call-agent", g_variant_new_uint32 (1));
  g_assert_true (aloud_session_get_agent (stage->session) == ALOUD_AGENT (stage->second_agent));
  aloud_test_wait (state (stage) == ALOUD_STATE_LIVE);
  press (stage, "hang-up");
  aloud_test_wait (state (stage) == ALOUD_STATE_IDLE);

  /* Again means: the one of before. */
  press (stage, "toggle-call");
  g_assert_true (aloud_session_get_agent (stage->session) == ALOUD_AGENT (stage->second_agent));
  aloud_test_wait (state (stage) == ALOUD_STATE_LIVE);
}

static void
select_agent (AloudStage *stage, const char *id)
{
  g_action_group_activate_action (G_ACTION_GROUP (stage->group), "select-agent", g_variant_new_string (id));
}

static void
test_select (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  g_autofree guint *changes = aloud_test_count_notify (stage->actions, "selected");

  g_list_store_append (stage->agents, stage->second_agent);
  g_assert_true (aloud_call_actions_get_selected (stage->actions) == ALOUD_AGENT (stage->agent));
  select_agent (stage, "From the environment");
  g_assert_true (aloud_call_actions_get_selected (stage->actions) == ALOUD_AGENT (stage->second_agent));
  select_agent (stage, "nobody");
  g_assert_cmpuint (*changes, ==, 1);

  g_action_group_activate_action (G_ACTION_GROUP (stage->group), "select-nth", g_variant_new_uint32 (0));
  g_action_group_activate_action (G_ACTION_GROUP (stage->group), "select-nth", g_variant_new_uint32 (8));
  g_assert_cmpuint (*changes, ==, 2);
  g_assert_cmpint (state (stage), ==, ALOUD_STATE_IDLE);

  /* Who is removed is not called. */
  g_list_store_remove (stage->agents, 0);
  g_assert_true (aloud_call_actions_get_selected (stage->actions) == ALOUD_AGENT (stage->second_agent));
  press (stage, "call");
  aloud_test_wait (state (stage) == ALOUD_STATE_LIVE);
  g_assert_true (aloud_session_get_agent (stage->session) == ALOUD_AGENT (stage->second_agent));
}

static void
on_busy (AloudCallActions *actions, AloudAgent *wanted, gpointer user_data)
{
  *(AloudAgent **) user_data = wanted;
}

/* One call at a time: another agent is asked about, then called when the first call is over, once. */
static void
test_busy (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  AloudAgent *wanted = NULL;

  g_list_store_append (stage->agents, stage->second_agent);
  g_signal_connect (stage->actions, "busy", G_CALLBACK (on_busy), &wanted);
  aloud_stage_go_live (stage);
  g_action_group_activate_action (G_ACTION_GROUP (stage->group), "call-agent", g_variant_new_uint32 (0));
  g_assert_null (wanted); /* is in the call already */
  g_action_group_activate_action (G_ACTION_GROUP (stage->group), "call-agent", g_variant_new_uint32 (1));
  g_assert_true (wanted == ALOUD_AGENT (stage->second_agent));
  wanted = NULL;
  g_action_group_activate_action (G_ACTION_GROUP (stage->group), "select-nth", g_variant_new_uint32 (1));
  g_assert_true (wanted == ALOUD_AGENT (stage->second_agent));
  wanted = NULL;
  select_agent (stage, "From the environment"); /* has just been added: nobody asks for a call with it */
  g_assert_null (wanted);
  wanted = ALOUD_AGENT (stage->second_agent);
  g_assert_cmpint (state (stage), ==, ALOUD_STATE_LIVE);
  g_assert_true (aloud_call_actions_get_selected (stage->actions) == ALOUD_AGENT (stage->agent));

  aloud_call_actions_call_instead (stage->actions, wanted);
  aloud_test_wait (aloud_session_get_agent (stage->session) == wanted && state (stage) == ALOUD_STATE_LIVE);
  g_assert_cmpuint (stage->server->connections, ==, 2);
  press (stage, "hang-up");
  aloud_test_wait (state (stage) == ALOUD_STATE_IDLE);
  aloud_test_settle ();
  g_assert_cmpint (state (stage), ==, ALOUD_STATE_IDLE);
}

static void
test_out_of_range (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();

  g_action_group_activate_action (G_ACTION_GROUP (stage->group), "call-agent", g_variant_new_uint32 (7));
  g_assert_cmpint (state (stage), ==, ALOUD_STATE_IDLE);
}

static void
test_states (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GActionGroup *group = G_ACTION_GROUP (stage->group);
  g_autoptr (GVariant) muted = NULL;

  press (stage, "mute");
  g_assert_true (flag (stage, "muted"));
  g_action_group_change_action_state (group, "mute", g_variant_new_boolean (FALSE));
  g_assert_false (flag (stage, "muted"));
  aloud_session_set_muted (stage->session, TRUE);
  muted = g_action_group_get_action_state (group, "mute");
  g_assert_true (g_variant_get_boolean (muted));

  press (stage, "push-to-talk");
  g_assert_true (flag (stage, "push-to-talk"));
}

/* The release tail is measured in what the microphone hears. */
static void
hear_tail (AloudStage *stage)
{
  for (guint i = 0; i < 20; i++)
    aloud_fake_voice_hear (stage->voice, 1);
}

static void
test_talk (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();

  press (stage, "push-to-talk");
  aloud_stage_go_live (stage);
  press (stage, "talk-start");
  g_assert_true (flag (stage, "talking"));
  press (stage, "talk-stop");
  hear_tail (stage);
  g_assert_false (flag (stage, "talking"));

  press (stage, "talk-toggle");
  g_assert_true (flag (stage, "talking"));
  press (stage, "talk-toggle");
  hear_tail (stage);
  g_assert_false (flag (stage, "talking"));
}

static void
test_errors (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();

  aloud_test_server_refuse (stage->server, 403, 1, NULL, NULL);
  press (stage, "call");
  aloud_test_wait (state (stage) == ALOUD_STATE_FAILED);
  g_assert_true (enabled (stage, "call"));
  g_assert_false (enabled (stage, "hang-up"));
  press (stage, "dismiss-error");
  g_assert_cmpint (state (stage), ==, ALOUD_STATE_IDLE);
  g_assert_false (enabled (stage, "dismiss-error"));
}

/* The application may forget the actions while somebody still holds one. */
static void
test_orphans (void)
{
  AloudStage *stage = aloud_stage_new ();
  g_autoptr (GAction) call = g_object_ref (g_action_map_lookup_action (G_ACTION_MAP (stage->group), "call"));

  aloud_stage_free (stage);
  g_action_activate (call, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ui/call-actions/enabled", test_enabled);
  g_test_add_func ("/ui/call-actions/no-agents", test_no_agents);
  g_test_add_func ("/ui/call-actions/call", test_call);
  g_test_add_func ("/ui/call-actions/select", test_select);
  g_test_add_func ("/ui/call-actions/busy", test_busy);
  g_test_add_func ("/ui/call-actions/out-of-range", test_out_of_range);
  g_test_add_func ("/ui/call-actions/states", test_states);
  g_test_add_func ("/ui/call-actions/talk", test_talk);
  g_test_add_func ("/ui/call-actions/errors", test_errors);
  g_test_add_func ("/ui/call-actions/orphans", test_orphans);

  return g_test_run ();
}
