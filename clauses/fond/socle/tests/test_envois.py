"""Un formulaire n'est enregistré qu'une fois : double clic, deux onglets, retour en arrière, erreur, session finie."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle import envois
from clauses.fond.socle.models import Envoi
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures
from config.taches import _effacer_le_perime
from tests.harnais.ensemble import en_meme_temps

ADRESSE = "/structures/creer/"
