// The libraries are compiled in part only; the rest happens as the page loads.
import '@angular/compiler';
import { provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app.js';

void bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });
