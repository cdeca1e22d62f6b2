"""Les rôles et les portées : les deux vocabulaires de la matrice, et leurs couples les plus dits."""

from django.db import models


class Role(models.TextChoices):
    FACILITATEUR = "facilitateur", "Facilitateur ou facilitatrice"
    RESPONSABLE = "responsable", "Responsable de la structure porteuse"
    DONNEUR_D_ORDRE = "donneur_d_ordre", "Donneur d'ordre"
    JURISTE = "juriste", "Juriste du donneur d'ordre"
    TITULAIRE = "titulaire", "Entreprise attributaire"
    EMPLOYEUR = "employeur", "Employeur (SIAE, GEIQ, EA…)"
    PILOTE = "pilote", "Pilote"


class Portee(models.TextChoices):
    """Jusqu'où s'étend un droit : la partie de la base qu'il ouvre."""

    PORTEUSE = "porteuse", "toute la structure porteuse"
    COMMANDES = "commandes", "les opérations dont sa structure est donneur d'ordre"
    ATTRIBUTIONS = "attributions", "les lots dont sa structure est attributaire"
    EMPLOIS = "emplois", "les contrats dont sa structure est l'employeur"
    TERRITOIRE = "territoire", "les opérations ANRU de son département, en agrégats"
    ANNUAIRE = "annuaire", "tout l'annuaire public"
    SOI = "soi", "soi-même"


EQUIPE = {Role.FACILITATEUR: Portee.PORTEUSE, Role.RESPONSABLE: Portee.PORTEUSE}
RESPONSABLE = {Role.RESPONSABLE: Portee.PORTEUSE}
COMMANDE = {Role.DONNEUR_D_ORDRE: Portee.COMMANDES}
JURISTE = {Role.JURISTE: Portee.COMMANDES}  # relit les pièces ; ni heures faites, ni personnes, ni bilan
TITULAIRE = {Role.TITULAIRE: Portee.ATTRIBUTIONS}
EMPLOYEUR = {Role.EMPLOYEUR: Portee.EMPLOIS}
PILOTE = {Role.PILOTE: Portee.TERRITOIRE}
TOUS = dict.fromkeys(Role, Portee.SOI)
