"""Addresses of the voice of the buyer."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.ui.navigation import NavItem
from tandem.voice import change_views, views

navigation = (NavItem("voice", Text(ru="Голос покупателя", en="Voice of the buyer"), "voice", 72, under="letters"),)

urlpatterns = [
    path("voice/", views.voice, name="voice"),
    path("voice/codes.<str:form>", views.codes_file, name="voice_codes_file"),
    path("voice/split.<str:form>", views.split_file, name="voice_split_file"),
    path("voice/competitors/", views.competitors, name="voice_competitors"),
    path("voice/competitors.<str:form>", views.competitors_file, name="voice_competitors_file"),
    path("voice/words/", views.words, name="voice_words"),
    path("voice/words.<str:form>", views.words_file, name="voice_words_file"),
    path("voice/silence/", views.silence, name="voice_silence"),
    path("voice/silence.<str:form>", views.silence_file, name="voice_silence_file"),
    path("voice/changes/", change_views.changes, name="voice_changes"),
    path("voice/changes.<str:form>", change_views.changes_file, name="voice_changes_file"),
    path("voice/changes/new/", change_views.new_change, name="voice_new_change"),
    path("voice/changes/<int:change_id>/end/", change_views.change_end, name="voice_change_end"),
]
