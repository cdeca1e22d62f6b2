"""Ce qu'on casse exprès : une faute qu'une main distraite ferait, et les tests qui doivent la voir.

`avant` se lit une fois, et une seule, dans `fichier` (`tests/coherence/test_eprouver.py`) : un code qui change refait
sa ligne ici. Les tests nommés sont ceux de la tranche, sans navigateur ; un contrôle général (la documentation à
jour, le format) ne compte pas.
"""

from dataclasses import dataclass
from typing import Literal

SUIVI, AVANT, FOND, PILOTAGE = "clauses/suivi", "clauses/avant", "clauses/fond", "clauses/pilotage"
CAS = ("regles/tests/test_cas.py",)


@dataclass(frozen=True)
class Mutation:
    """`genre` : « règle » (dans `regles/`), « droit » (qui voit, qui fait), « écran » (ce qui se lit, ou entre)."""

    nom: str
    genre: Literal["règle", "droit", "écran"]
    fichier: str
    avant: str
    apres: str
    essais: tuple[str, ...]


REGLES = (
    Mutation(
        "un seuil atteint au centime près ne déclenche plus rien", "règle", "regles/formules/facturation.py",
        "if assiette < self.seuil_ht:", "if assiette <= self.seuil_ht:", CAS,
    ),
    Mutation(
        "la franchise compte depuis le premier euro", "règle", "regles/formules/facturation.py",
        "base = max(ZERO, facture - self.seuil_ht)", "base = max(ZERO, facture)", CAS,
    ),
    Mutation(
        "une tranche entamée compte au prorata", "règle", "regles/formules/facturation.py",
        "tranches = Decimal(base // self.montant_tranche_ht)", "tranches = base / self.montant_tranche_ht", CAS,
    ),
    Mutation(
        "une reconduction à venir engage ses heures", "règle", "regles/formules/annuelle.py",
        "duree_initiale(faits).plus(sum(r.duree_mois for r in faits.reconductions if r.faite_au(jour)))",
        "duree_initiale(faits).plus(sum(r.duree_mois for r in faits.reconductions))", CAS,
    ),
    Mutation(
        "une tranche optionnelle se doit sans être affermie", "règle", "regles/formules/tranches.py",
        "if tranche.due_au(jour):", "if tranche.heures:", CAS,
    ),
    Mutation(
        "les deux lectures de la résiliation s'échangent", "règle", "regles/engagement.py",
        "lecture_resiliation == LectureResiliation.PRORATA", "lecture_resiliation != LectureResiliation.PRORATA", CAS,
    ),
    Mutation(
        "le plus haut de deux plafonds l'emporte", "règle", "regles/penalites.py",
        "return min(plafonds)", "return max(plafonds)", CAS,
    ),
    Mutation(
        "une pénalité se doit sans mise en demeure", "règle", "regles/penalites.py",
        "exigee and not faits.mise_en_demeure_faite", "exigee and faits.mise_en_demeure_faite", CAS,
    ),
    Mutation(
        "on est jeune le jour de ses 26 ans", "règle", "regles/eligibilite.py",
        "faits.entree_le < limite else", "faits.entree_le <= limite else", CAS,
    ),
    Mutation(
        "une pièce périmée prouve encore", "règle", "regles/eligibilite.py",
        "piece.valable_au < faits.entree_le", "piece.valable_au > faits.entree_le", CAS,
    ),
    Mutation(
        "la formation compte quand la clause l'exclut", "règle", "regles/execution.py",
        "if not faits.formation_comptee:", "if faits.formation_comptee:", CAS,
    ),
    Mutation(
        "les restes du partage vont aux plus faibles", "règle", "regles/repartition.py",
        "(parts[i] - exactes[i], i)", "(exactes[i] - parts[i], i)", CAS,
    ),
    Mutation(
        "chacun joue hors de son tour", "règle", "regles/circuit.py",
        "if jeu.a_son_tour and chez != partie:", "if jeu.a_son_tour and not chez:", ("regles/tests/test_circuit.py",),
    ),
    Mutation(
        "un compte se garde trois ans", "règle", "regles/conservation.py",
        '"compte", "Compte d\'utilisateur", 24', '"compte", "Compte d\'utilisateur", 36', CAS,
    ),
    Mutation(
        "un cas attend cent euros de trop", "règle", "regles/tests/cas/penalites.yaml",
        "attendu: 3 300 €", "attendu: 3 400 €", CAS,
    ),
)  # fmt: skip  # une faute par entrée : où, avant et après, qui la voit

DROITS = (
    Mutation(
        "l'acheteur lit le nom des personnes d'un bilan", "droit", f"{PILOTAGE}/bilans/identite.py",
        '"bilan.personnes": EQUIPE', '"bilan.personnes": {**EQUIPE, **COMMANDE}',
        (f"{PILOTAGE}/bilans/tests/test_ecran_bilan.py::test_l_acheteur_voit_le_bilan_sans_aucune_personne",),
    ),
    Mutation(
        "le pilote ouvre les lignes d'un bilan", "droit", f"{PILOTAGE}/bilans/identite.py",
        '"bilan.lignes": {**EQUIPE, **COMMANDE}', '"bilan.lignes": {**EQUIPE, **COMMANDE, **PILOTE}',
        (f"{PILOTAGE}/bilans/tests/test_ecran_bilan.py::test_le_pilote_voit_des_agregats_et_n_ouvre_aucune_ligne",),
    ),
    Mutation(
        "le juriste lit les heures faites", "droit", f"{SUIVI}/marches/identite.py",
        '"lot.heures": {**EQUIPE, **COMMANDE,', '"lot.heures": {**EQUIPE, **COMMANDE, **JURISTE,',
        (f"{PILOTAGE}/tableaux/tests/test_ecran_accueil.py::test_le_juriste_n_ouvre_pas_les_heures_d_une_operation",),
    ),
    Mutation(
        "l'acheteur prend une fiche projet", "droit", f"{AVANT}/projets/identite.py",
        '"projet.prendre": EQUIPE', '"projet.prendre": {**EQUIPE, **COMMANDE}',
        (f"{AVANT}/projets/tests/test_ecran_etats.py::test_qui_fait_avancer_la_fiche",),
    ),
    Mutation(
        "l'entreprise valide ses propres heures", "droit", f"{SUIVI}/declarations/identite.py",
        '"declarationmensuelle.valider": EQUIPE', '"declarationmensuelle.valider": {**EQUIPE, **TITULAIRE}',
        (f"{SUIVI}/declarations/tests/test_ecran_validation.py::test_les_declarants_ne_valident_pas",),
    ),
    Mutation(
        "une entreprise voit les personnes des autres", "droit", f"{SUIVI}/participants/models/participant.py",
        "contrats__affectations__attribution__structure_id=acteur.structure_id,", "",
        (f"{SUIVI}/participants/tests/test_ecran_participant.py::test_l_entreprise_ne_voit_que_les_siens_et_jamais_les_criteres",),
    ),
    Mutation(
        "un contrat annulé laisse voir la personne à son employeur", "droit",
        f"{SUIVI}/participants/models/participant.py",
        "contrats__employeur_id=acteur.structure_id, contrats__annule_le__isnull=True",
        "contrats__employeur_id=acteur.structure_id",
        (f"{SUIVI}/participants/tests/test_ecran_participant.py::test_un_contrat_annule_ne_laisse_plus_voir_la_personne",),
    ),
    Mutation(
        "une entreprise lit les heures d'un lot qui n'est pas le sien", "droit",
        f"{SUIVI}/declarations/models/ligne_heures.py",
        'contrat__affectations__lot_id=models.F("lot_id"),', "",
        (f"{SUIVI}/declarations/tests/test_ecran_operation.py::test_un_titulaire_ne_lit_pas_les_heures_de_la_meme_personne_sur_le_lot_d_un_autre",),
    ),
    Mutation(
        "une attribution annulée laisse voir le lot", "droit", f"{SUIVI}/marches/models/lot.py",
        "attributions__structure_id=acteur.structure_id, attributions__annule_le__isnull=True\n            ),\n"
        "            Portee.EMPLOIS",
        "attributions__structure_id=acteur.structure_id\n            ),\n            Portee.EMPLOIS",
        (f"{PILOTAGE}/fiches/tests/test_ecran_lot.py::test_une_attribution_annulee_ne_laisse_plus_voir_le_lot",),
    ),
    Mutation(
        "le pilote voit hors de l'ANRU", "droit", f"{SUIVI}/marches/models/operation.py",
        "models.Q(est_anru=True, departement_id=acteur.departement)", "models.Q(departement_id=acteur.departement)",
        (f"{PILOTAGE}/tableaux/tests/test_ecran_accueil.py::test_le_pilote_ne_voit_que_l_anru_de_son_departement",),
    ),
    Mutation(
        "les circuits d'une autre porteuse se voient", "droit", f"{AVANT}/circuit/models/dossier.py",
        "Portee.PORTEUSE: models.Q(marche__porteuse_id=acteur.porteuse_id)", "Portee.PORTEUSE: models.Q()",
        (f"{AVANT}/circuit/tests/test_ecran_liste.py::test_une_autre_porteuse_ne_voit_rien_et_un_titulaire_n_entre_pas",),
    ),
    Mutation(
        "un acheteur voit les projets des autres acheteurs", "droit", f"{AVANT}/projets/models/projet.py",
        "Portee.COMMANDES: models.Q(donneur_d_ordre_id=acteur.structure_id, porteuse_id=acteur.porteuse_id)",
        "Portee.COMMANDES: models.Q(porteuse_id=acteur.porteuse_id)",
        (f"{AVANT}/projets/tests/test_ecran_liste.py::test_l_acheteur_ne_voit_que_les_siens",),
    ),
    Mutation(
        "l'écran de l'éligibilité demande un droit trop large", "droit", f"{SUIVI}/participants/views.py",
        '@ecran("eligibilite.prononcer"', '@ecran("participant.voir"',
        (f"{SUIVI}/participants/tests/test_ecran_participant.py::test_l_entreprise_ne_voit_que_les_siens_et_jamais_les_criteres",),
    ),
    Mutation(
        "qui lit une relecture lui donne suite", "droit", f"{AVANT}/relecture/views/fiche.py",
        '@ecran("relecture.traiter"', '@ecran("relecture.voir"',
        (f"{AVANT}/relecture/tests/test_ecran_relecture.py::test_qui_donne_suite",),
    ),
    Mutation(
        "qui voit un projet demande des offres en son nom", "droit", f"{AVANT}/sourcing/views/recherche.py",
        '@ecran("sollicitation.demander"', '@ecran("projet.voir"',
        (f"{AVANT}/sourcing/tests/test_ecran_sourcing.py::test_l_acheteur_voit_qui_est_proche_sans_demander_ni_lire_les_demandes",),
    ),
    Mutation(
        "un écran de lecture peut écrire", "droit", f"{FOND}/habilitations/ecran.py",
        "if ecrit and requete.method not in LECTURES:", "if requete.method not in LECTURES:",
        (f"{FOND}/habilitations/tests/test_ecran.py::test_un_ecran_de_lecture_qui_ecrit_echoue",),
    ),
    Mutation(
        "valider les lignes d'une autre porteuse par leur clé", "droit", f"{SUIVI}/declarations/services/validation.py",
        "LigneHeures.objects.visibles_par(par).actifs()", "LigneHeures.objects.actifs()",
        (f"{SUIVI}/declarations/tests/test_valider.py::test_les_lignes_d_une_autre_porteuse_sont_hors_de_portee",),
    ),
)  # fmt: skip  # une faute par entrée : où, avant et après, qui la voit

ECRANS = (
    Mutation(
        "un numéro de sécurité sociale entre par le classeur du mois", "écran",
        f"{SUIVI}/declarations/imports/mensuel.py",
        "if contient_nir(texte):", "if not texte:",
        (f"{SUIVI}/declarations/tests/test_import_mensuel.py::test_le_refus_nomme_la_ligne_la_colonne_et_le_remede",),
    ),
    Mutation(
        "un numéro de sécurité sociale s'enregistre par un service", "écran", f"{FOND}/socle/models/textes.py",
        "                refuser(value)\n", "                textes_de(value)\n",
        (f"{FOND}/socle/tests/test_textes.py::test_enregistrer_est_refuse_et_nomme_le_champ",),
    ),
    Mutation(
        "le menu perd une entrée", "écran", f"{FOND}/structures/identite.py",
        '        Entree("Structures", "structures:liste", 70),\n', "",
        (f"{FOND}/comptes/tests/test_ecran_mon_compte.py::test_le_bandeau_montre_la_navigation_du_role",),
    ),
    Mutation(
        "LA phrase dit le dû pour ce qui manque", "écran", f"{SUIVI}/chiffres/phrases.py",
        "{en_heures(chiffres.reste)}{fin}", "{en_heures(chiffres.engagement)}{fin}",
        (f"{SUIVI}/chiffres/tests/test_phrases.py::test_ce_qui_manque_et_ou_l_on_va",),
    ),
    Mutation(
        "deux mois en retard se disent un intervalle", "écran", f"{SUIVI}/declarations/retards.py",
        'return f"{debut} et {en_mois(dernier)}"', 'return f"{debut} à {en_mois(dernier)}"',
        (f"{SUIVI}/chiffres/tests/test_retards.py::test_les_mois_se_disent_en_mots",),
    ),
    Mutation(
        "un circuit se dit en retard le jour de l'échéance", "écran", f"{AVANT}/circuit/presentation/phrases.py",
        "if retard > 0 else texte", "if retard >= 0 else texte",
        (f"{AVANT}/circuit/tests/test_ecran_dossier.py::test_le_jour_de_l_echeance_n_est_pas_encore_un_retard",),
    ),
    Mutation(
        "l'accueil de l'entreprise dit le dû pour ce qui reste", "écran",
        f"{PILOTAGE}/tableaux/obligations_de_la_structure.py",
        "il reste {en_heures(reste)}", "il reste {en_heures(du)}",
        (f"{PILOTAGE}/tableaux/tests/test_ecran_accueil.py::test_le_titulaire_voit_ses_obligations_et_ses_mois",),
    ),
    Mutation(
        "une case du bilan n'ouvre plus ses lignes", "écran", f"{PILOTAGE}/bilans/templates/bilans/_repartition.html",
        '<a href="{{ ligne.url }}">', "<a>",
        (f"{PILOTAGE}/bilans/tests/test_ecran_bilan.py::test_chaque_case_ouvre_ses_lignes_et_leur_somme_est_le_chiffre",),
    ),
    Mutation(
        "la fiche d'un mois tait ce qui bloque", "écran",
        f"{SUIVI}/declarations/templates/declarations/_controles.html",
        "Bloquant&nbsp;: </span>{{ texte }}", "Bloquant&nbsp;: </span>",
        (f"{SUIVI}/declarations/tests/test_ecran_validation.py::test_la_fiche_montre_les_controles_et_le_mois_d_avant",),
    ),
    Mutation(
        "un conflit tait la valeur d'à présent", "écran", f"{FOND}/socle/templates/socle/composants/conflit.html",
        '{{ apres|default:"—" }}', '{{ avant|default:"—" }}',
        (f"{FOND}/socle/tests/test_gestes.py::test_un_conflit_montre_ce_qui_a_change_et_laisse_enregistrer_de_nouveau",),
    ),
    Mutation(
        "le total de l'opération prend l'à décider pour le retenu", "écran",
        f"{PILOTAGE}/fiches/templates/fiches/_lots.html",
        "{{ total.retenu|nombre }}", "{{ total.a_decider|nombre }}",
        (f"{PILOTAGE}/fiches/tests/test_ecran_operation.py::test_le_total_des_lots_est_leur_somme",),
    ),
    Mutation(
        "l'export des heures donne le déclaré pour le retenu", "écran",
        f"{SUIVI}/declarations/presentation/operation.py",
        'Colonne("retenues", "Retenu"', 'Colonne("declarees", "Retenu"',
        (f"{SUIVI}/declarations/tests/test_ecran_operation.py::test_l_export_a_les_lignes_et_leur_somme",),
    ),
    Mutation(
        "un export donne les noms à qui n'en a pas le droit", "écran", f"{FOND}/socle/colonnes.py",
        'if c.ou != "ecran" and (avec_personnelles or not c.personnelle))', 'if c.ou != "ecran")',
        (f"{FOND}/socle/tests/test_exports.py::test_une_colonne_personnelle_n_existe_pas_sans_le_droit",),
    ),
    Mutation(
        "un bilan publié montre une case d'une seule personne", "écran", "regles/parametres.py",
        "SEUIL_DE_PUBLICATION = 5", "SEUIL_DE_PUBLICATION = 1",
        (f"{PILOTAGE}/bilans/tests/test_repartitions.py::test_publier_masque_les_cases_de_moins_de_cinq_personnes",),
    ),
    Mutation(
        "deux lignes du même mois passent dans un classeur", "écran", f"{SUIVI}/declarations/imports/mensuel.py",
        "if premiere != ligne.numero:", "if premiere > ligne.numero:",
        (f"{SUIVI}/declarations/tests/test_import_mensuel.py::test_la_meme_ligne_deux_fois_dans_le_fichier",),
    ),
    Mutation(
        "l'annuaire s'écrit sans qu'on l'ait demandé", "écran", f"{FOND}/annuaire/services/chargement.py",
        "    if appliquer:\n", "    if not None:\n",
        (f"{FOND}/annuaire/tests/test_autres_producteurs.py::test_la_commande_montre_avant_d_ecrire_et_se_corrige",),
    ),
    Mutation(
        "un rapport emporté montre un numéro de sécurité sociale", "écran", f"{FOND}/socle/imports/emporter.py",
        "return masquer_nir(valeur) if", "return str(valeur) if",
        (f"{FOND}/socle/tests/test_rapport_a_emporter.py::test_un_numero_de_securite_sociale_est_masque_ou_qu_il_soit",),
    ),
    Mutation(
        "un marché déjà connu se dit créé", "écran", f"{SUIVI}/marches/imports/chaine.py",
        'return _verdict(ligne, INCHANGE, ancienne, marche)', 'return _verdict(ligne, CREE, ancienne, marche)',
        (f"{SUIVI}/marches/tests/test_importer_marches.py::test_le_meme_fichier_deux_fois_ne_change_rien",),
    ),
    Mutation(
        "le CCAP ne dit plus l'article du CCAG", "écran", f"{AVANT}/redaction/modeles/ccap.yaml",
        "complète l'article {{ ccag_article }} du CCAG", "complète le CCAG",
        (f"{AVANT}/redaction/tests/test_textes_des_pieces.py::test_un_volume_fixe_est_ecrit_partout_ou_il_engage",),
    ),
    Mutation(
        "la lettre de sourcing dit le montant estimé", "écran", f"{AVANT}/sourcing/lettre.py",
        'faits.append(f"durée : {projet.duree_mois} mois{suite}")',
        'faits.append(f"durée : {projet.duree_mois} mois{suite}, pour {projet.montant_ht} €")',
        (f"{AVANT}/sourcing/tests/test_sollicitation.py::test_la_lettre_dit_le_projet_et_jamais_ni_le_montant_ni_la_part",),
    ),
)  # fmt: skip  # une faute par entrée : où, avant et après, qui la voit

MUTATIONS = (*REGLES, *DROITS, *ECRANS)
